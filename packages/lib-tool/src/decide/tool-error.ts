/** Why a child process gave no answer. */
export type ToolErrorCode = 'ENOENT' | 'EXIT' | 'SIGNAL' | 'TIMEOUT' | 'ABORT' | 'SPAWN';

/** A child process that failed. The message holds what it wrote to standard error. */
export class ToolError extends Error {
  readonly code: ToolErrorCode;
  readonly tool: string;
  /** Exit status, when it exited. */
  readonly status: number | null;
  /** The signal that ended it (`SIGKILL`), when one did. */
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  constructor(
    code: ToolErrorCode,
    tool: string,
    message: string,
    detail: { status?: number | null; signal?: NodeJS.Signals | null; stderr?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: detail.cause });
    this.name = 'ToolError';
    this.code = code;
    this.tool = tool;
    this.status = detail.status ?? null;
    this.signal = detail.signal ?? null;
    this.stderr = detail.stderr ?? '';
  }
}
