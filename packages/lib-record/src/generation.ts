import type { RecordOf, RecordTable } from './table.ts';

/** Generations of a root. */
export const generationTable = {
  schema: 'twinroot.generation/1',
  list: 'generations',
  title: 'Generations of the root, the oldest first',
  fields: [
    {
      key: 'id',
      column: 'ID',
      byDefault: true,
      type: 'string',
      help: 'stamp in UTC and eight letters: the name of its directory in snapshots/',
    },
    {
      key: 'time',
      column: 'TIME',
      byDefault: true,
      type: 'integer',
      help: 'when it was made, in seconds since 1970: the stamp',
    },
    {
      key: 'state',
      column: 'STATE',
      byDefault: true,
      type: 'string',
      values: ['sealed', 'unsealed'],
      help: 'unsealed: it is being made, or was left by a run that was cut; sealed: its root can only be read, or links lead to it',
    },
    {
      key: 'current',
      column: 'CURRENT',
      byDefault: true,
      type: 'integer',
      nullable: true,
      help: 'N of the link current/N that leads to it',
    },
    {
      key: 'held_by',
      column: 'HELD-BY',
      byDefault: true,
      type: 'strings',
      nullable: true,
      help: 'why it must not be deleted: booted: the machine runs from it; mounted; current: it is current/0; default: it is mounted where no subvolume is named; untried: its entry has tries left; nested: there are subvolumes in it, which somebody made; keep: it has a file of this name',
    },
    {
      key: 'kernel',
      column: 'KERNEL',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'newest version of a kernel that has modules in it',
    },
    {
      key: 'tried',
      column: 'TRIED',
      byDefault: true,
      type: 'string',
      nullable: true,
      values: ['untried', 'good', 'bad'],
      help: 'what boots have made of it, by the counter of its entry: untried: it has tries left; good: it is not counted any more; bad: no tries are left; absent: it has no entry, or the boot loader counts no boots',
    },
    {
      key: 'base',
      column: 'BASE',
      type: 'string',
      nullable: true,
      help: 'id of the generation of which it is a snapshot; absent: that is not known, or is gone',
    },
    {
      key: 'members',
      column: 'MEMBERS',
      type: 'strings',
      nullable: true,
      help: 'PARTUUIDs of the ESPs on which its entry is, that of its newest kernel, with the kernel and the initrd that it names, or as a whole unified kernel image; absent: on none, or no ESP was booted',
    },
    {
      key: 'path',
      column: 'PATH',
      byDefault: true,
      type: 'string',
      help: 'its root, below the top of the btrfs',
    },
  ],
} as const satisfies RecordTable;

/** A generation of a root. */
export type GenerationRecord = RecordOf<typeof generationTable>;
