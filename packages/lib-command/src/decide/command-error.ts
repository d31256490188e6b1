/**
 * The closed list of exit statuses (128+N, a signalled child, comes from an error that says so). 75 is EX_TEMPFAIL of
 * sysexits.h(3head).
 */
export const exitStatus = { done: 0, failed: 1, wrong: 2, no: 32, later: 75 } as const;
export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];

/** A failure whose status a command chose itself: the message is printed once, by the frame. */
export class CommandError extends Error {
  readonly status: ExitStatus;
  constructor(status: ExitStatus, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CommandError';
    this.status = status;
  }
}

/** Something failed: status 1. */
export function failed(message: string, options?: ErrorOptions): CommandError {
  return new CommandError(exitStatus.failed, message, options);
}

/** The caller erred, in the command line or in the input: status 2. */
export function wrong(message: string, options?: ErrorOptions): CommandError {
  return new CommandError(exitStatus.wrong, message, options);
}

/** The answer is no, or there is nothing to answer: status 32. */
export function no(message: string, options?: ErrorOptions): CommandError {
  return new CommandError(exitStatus.no, message, options);
}
