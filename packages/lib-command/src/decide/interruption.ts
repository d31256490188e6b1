/** The command is to end: the reason that its signal is aborted with. */
export class Interruption extends Error {
  readonly signal: NodeJS.Signals;
  constructor(signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`);
    this.name = 'Interruption';
    this.signal = signal;
  }
}

/** The reader of standard output has gone: the reason that the command's signal is aborted with. */
export class ReaderGone extends Error {
  constructor(cause?: unknown) {
    super('the reader of standard output is gone', { cause });
    this.name = 'ReaderGone';
  }
}
