export { type FstabEntry, parseFstab } from './parse.ts';
export { readFstab } from './read.ts';
