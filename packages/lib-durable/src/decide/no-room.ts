import { errorCode } from '@twinroot/lib-failure';
import { DurableError } from './durable-error.ts';

/** Whether an error says that a file system, or a quota on it, has no room: ENOSPC or EDQUOT. */
export function saysNoRoom(error: unknown): boolean {
  const code = error instanceof DurableError ? error.errno : errorCode(error);
  return code === 'ENOSPC' || code === 'EDQUOT';
}
