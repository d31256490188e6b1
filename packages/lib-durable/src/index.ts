export {
  deleteDurably,
  fsyncDirectory,
  makeDirectoryDurably,
  removeDirectoryDurably,
  renameDurably,
  setTimeDurably,
} from './act/directory.ts';
export { makeLinkDirectoryDurably, replaceLinkDurably } from './act/link.ts';
export {
  acquireDirectoryLock,
  acquireRunLock,
  type Lock,
  LockError,
  type LockErrorCode,
  type LockWait,
  lockOrder,
} from './act/lock.ts';
export { createReplacement, type NewContent, type Replacement, writeAtOnce } from './act/replace-file.ts';
export { fsyncPath, syncFilesystem } from './act/sync.ts';
export { DurableError, type DurableErrorCode, renamedError } from './decide/durable-error.ts';
export { isReadOnly, type WritableWatch, watchWritable } from './gather/read-only.ts';
