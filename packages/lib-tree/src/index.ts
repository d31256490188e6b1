export { type ApplyTarget, applyOperation } from './act/apply.ts';
export { applyCopies, type Copied, type Copy } from './act/apply-copies.ts';
export { type Difference, differenceOf } from './decide/difference.ts';
export {
  type DirectoryNode,
  type FileNode,
  fileAt,
  fileByKey,
  filesOf,
  isSameFile,
  isSameTime,
  isSilentTime,
  type Listing,
  listingOf,
  type OddNode,
  type PlainNode,
  smallFile,
  steadyAt,
  type TreeNode,
} from './decide/listing.ts';
export { bytesWritten, directoryRoom, type Operation, type Phase } from './decide/operation.ts';
export { directoriesOf, directoryOf, joinPath, nameOf, parentsOf } from './decide/paths.ts';
export { readDigest, readDigestIfSame } from './gather/digest.ts';
export { byDirectPath } from './gather/direct-path.ts';
export { type OpenRoot, openRealRoot, openRoot } from './gather/open-root.ts';
export { openToRead, readFull, readRange } from './gather/read-file.ts';
export { haveSameContent } from './gather/same-content.ts';
export { type ScanOptions, scanTree } from './gather/scan.ts';
export { beginTurn, type Turn } from './gather/turn.ts';
