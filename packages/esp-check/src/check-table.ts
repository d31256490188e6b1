import type { RecordOf, RecordTable } from '@twinroot/lib-record';

/** What esp-check finds of each member, and the verdict that follows. */
export const checkTable = {
  schema: 'twinroot.check/1',
  list: 'checks',
  title: 'Whether the machine comes up from each member, check by check',
  fields: [
    {
      key: 'member',
      column: 'MEMBER',
      byDefault: true,
      type: 'string',
      help: 'PARTUUID of the member',
    },
    {
      key: 'path',
      column: 'DEVICE',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'its device node; absent where it is missing',
    },
    {
      key: 'mountpoint',
      column: 'MOUNTPOINT',
      type: 'string',
      nullable: true,
      help: 'where it is mounted',
    },
    {
      key: 'check',
      column: 'CHECK',
      byDefault: true,
      type: 'string',
      values: [
        'present',
        'way-in',
        'order',
        'next',
        'loader',
        'secure-boot',
        'grub',
        'entries',
        'default',
        'modules',
        'root',
        'initrd',
        'mounts',
        'encryption',
        'swap',
        'fat',
        'room',
        'manifest',
        'seed',
        'lineage',
        'boots',
        'verdict',
      ],
      help: 'what was looked at; verdict: what follows from all the others, the last record of a member',
    },
    {
      key: 'state',
      column: 'STATE',
      byDefault: true,
      type: 'string',
      values: ['ok', 'warn', 'fail', 'unknown'],
      help: 'fail: the machine would not come up; warn: it would, and something is not as it should be; unknown: it could not be found out',
    },
    { key: 'why', column: 'WHY', byDefault: true, apart: 'clause', type: 'string', help: 'what was found, in a clause' },
    {
      key: 'fix',
      column: 'FIX',
      byDefault: true,
      apart: 'command',
      type: 'string',
      nullable: true,
      help: 'a command line that mends it, or "guide: NAME", a page of docs/guides',
    },
  ],
} as const satisfies RecordTable;

/** One finding, or the verdict. */
export type CheckRecord = RecordOf<typeof checkTable>;
