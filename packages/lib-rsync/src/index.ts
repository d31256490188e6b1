export { type Copy, copyFault } from './copy-fault.ts';
export { type Change, changeOf, outFormat } from './itemized.ts';
export { exitText, isWhole } from './rsync-exit.ts';
export { defaultRsyncOpts, isContent, isOneFileSystem } from './rsync-options.ts';
export { whyNotRsync } from './rsync-version.ts';
export { type RsyncFault, type RsyncRun, runRsync } from './run-rsync.ts';
export { type Counts, createTally, isNothing, type Tally } from './tally.ts';
