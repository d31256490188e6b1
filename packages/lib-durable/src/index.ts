export { acquireLock, type Lock, LockError, type LockErrorCode } from './lock.ts';
export { fsyncPath, syncFilesystem } from './sync.ts';
