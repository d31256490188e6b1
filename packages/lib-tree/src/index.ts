export { type ApplyTarget, applyOperation } from './apply.ts';
export { applyCopies, type Copied, type Copy } from './apply-copies.ts';
export { readDigest, readDigestIfSame } from './digest.ts';
export {
  type DirectoryNode,
  type FileNode,
  fileAt,
  filesOf,
  isSameFile,
  isSameTime,
  isSilentTime,
  type Listing,
  listingOf,
  type OddNode,
  smallFile,
  steadyAt,
  type TreeNode,
} from './listing.ts';
export { type OpenRoot, openRealRoot, openRoot } from './open-root.ts';
export { bytesWritten, directoryRoom, type Operation, type Phase } from './operation.ts';
export { directoryOf, joinPath, nameOf, parentsOf } from './paths.ts';
export { openToRead, readFull } from './read-file.ts';
export { readRange, type ScanOptions, scanTree } from './scan.ts';
