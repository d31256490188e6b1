export { byteString, readableText } from './byte-string.ts';
export { applyEdits, type Edit } from './edits.ts';
export { createLineCutter, type LineCutter, longestLine, mapLines, type Piece } from './lines.ts';
