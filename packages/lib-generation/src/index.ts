export { type Generation, type Layout, layoutOf, rootName } from './decide/layout.ts';
export { generationRecords } from './decide/records.ts';
export { type OpenTop, openTop } from './gather/open-top.ts';
export { readTop } from './gather/read-top.ts';
