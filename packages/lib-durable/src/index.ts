export {
  deleteDurably,
  fsyncDirectory,
  makeDirectoryDurably,
  removeDirectoryDurably,
  setTimeDurably,
} from './directory.ts';
export { DurableError, type DurableErrorCode, renamedError } from './durable-error.ts';
export {
  acquireDirectoryLock,
  acquireRunLock,
  type Lock,
  LockError,
  type LockErrorCode,
  type LockWait,
  lockOrder,
} from './lock.ts';
export { isReadOnly, type WritableWatch, watchWritable } from './read-only.ts';
export { createReplacement, type NewContent, type Replacement, writeAtOnce } from './replace-file.ts';
export { fsyncPath, syncFilesystem } from './sync.ts';
