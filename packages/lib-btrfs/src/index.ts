export {
  createSubvolume,
  deleteSubvolume,
  setDefaultSubvolume,
  setReadOnly,
  snapshotSubvolume,
  waitForDeleted,
} from './act/change-subvolumes.ts';
export type { Subvolume } from './decide/parse-subvolumes.ts';
export { readSubvolumes, type Subvolumes } from './gather/read-subvolumes.ts';
export { readBtrfsUuid } from './gather/read-uuid.ts';
