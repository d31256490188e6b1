export { type Created, createTogether, type Together } from './act/create-together.ts';
export {
  deleteDurably,
  fsyncDirectory,
  makeDirectoryDurably,
  removeDirectoryDurably,
  renameDurably,
  setTimeDurably,
} from './act/directory.ts';
export type { LockWait } from './act/flock.ts';
export { makeLinkDirectoryDurably, replaceLinkDurably } from './act/link.ts';
export {
  acquireDirectoryLock,
  acquireRunLock,
  type Lock,
  LockError,
  type LockErrorCode,
  lockOrder,
} from './act/lock.ts';
export { createReplacement, type Replacement, writeAtOnce } from './act/replace-file.ts';
export { openScratch, type Scratch, takeLeftScratch } from './act/scratch.ts';
export { fsyncPath, syncFilesystem } from './act/sync.ts';
export type { NewContent } from './act/write-content.ts';
export { DurableError, type DurableErrorCode, renamedError } from './decide/durable-error.ts';
export { saysNoRoom } from './decide/no-room.ts';
export { isReadOnly, type WritableWatch, watchWritable } from './gather/read-only.ts';
