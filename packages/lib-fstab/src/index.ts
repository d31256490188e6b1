export { escapeField, unescapeField } from './escape.ts';
export { type FstabField, type FstabLine, parseFstabLine } from './line.ts';
export { mountOptions, withOption } from './mount-options.ts';
export { type FstabEntry, parseFstab } from './parse.ts';
export { readFstab } from './read.ts';
