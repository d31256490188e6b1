/** The output of lsblk that is not what was asked for. */
export class BlockdevError extends Error {
  readonly code: 'MALFORMED';
  /** Name of the device at fault; null when it is not known. */
  readonly device: string | null;
  constructor(message: string, detail: { device?: string; cause?: unknown } = {}) {
    super(message, { cause: detail.cause });
    this.name = 'BlockdevError';
    this.code = 'MALFORMED';
    this.device = detail.device ?? null;
  }
}
