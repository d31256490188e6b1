export { byteString, bytesOf, copied, readableText } from './byte-string.ts';
export { applyEdits, type Edit } from './edits.ts';
export { createLineRewriter, type LineChange, type TextRewriter } from './line-rewriter.ts';
export { longestLine } from './lines.ts';
