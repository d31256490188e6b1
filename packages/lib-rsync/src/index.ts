export {
  type ComingRun,
  type DeletionAnswer,
  foreseeDeletions,
  judgeDeletions,
} from './act/judge-deletions.ts';
export { type RsyncFault, type RsyncRun, runRsync } from './act/run-rsync.ts';
export { type Copy, copyFault } from './decide/copy-fault.ts';
export { type DeletionLimits, defaultMaxDelete } from './decide/deletion-limit.ts';
export { canDelete, limitOptions } from './decide/deletion-options.ts';
export { type Change, changeOf, outFormat } from './decide/itemized.ts';
export { literalPattern } from './decide/literal-pattern.ts';
export { whyNotOption } from './decide/refused-options.ts';
export { whyNotRoot } from './decide/replaced-root.ts';
export { exitText, isWhole } from './decide/rsync-exit.ts';
export { defaultRsyncOpts, isContent, isOneFileSystem } from './decide/rsync-options.ts';
export { whyNotRsync } from './decide/rsync-version.ts';
export { type Counts, createTally, isNothing, type Tally } from './decide/tally.ts';
export { type TimedPlace, timeOptions } from './decide/time-options.ts';
