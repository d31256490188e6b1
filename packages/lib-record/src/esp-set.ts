import type { RecordTable } from './table.ts';

/** The ESP set: the booted ESP (or XBOOTLDR) and its mirrors, as esp-which writes it. */
export const espSetTable = {
  schema: 'twinroot.esp-set/1',
  list: 'members',
  title: 'The booted ESP and its mirrors',
  fields: [
    {
      key: 'role',
      column: 'ROLE',
      byDefault: true,
      type: 'string',
      values: ['booted', 'mirror'],
      help: 'what the member is to this boot',
    },
    {
      key: 'kind',
      column: 'KIND',
      byDefault: true,
      type: 'string',
      values: ['esp', 'xbootldr'],
      help: 'partition type',
    },
    {
      key: 'state',
      column: 'STATE',
      byDefault: true,
      type: 'string',
      values: ['mounted', 'unmounted', 'missing'],
      help: 'unmounted: the device is there; missing: a known member whose device is not',
    },
    {
      key: 'partuuid',
      column: 'PARTUUID',
      byDefault: true,
      type: 'string',
      help: 'GPT partition entry UUID in lower case: the identity of the member',
    },
    { key: 'path', column: 'DEVICE', byDefault: true, type: 'string', nullable: true, help: 'device node' },
    { key: 'uuid', column: 'UUID', byDefault: true, type: 'string', nullable: true, help: 'filesystem UUID' },
    {
      key: 'mountpoint',
      column: 'MOUNTPOINT',
      byDefault: true,
      type: 'string',
      nullable: true,
      help: 'where it is mounted; the first place, when there are several',
    },
    { key: 'mountpoints', type: 'strings', nullable: true, help: 'all places where it is mounted' },
    { key: 'label', column: 'LABEL', type: 'string', nullable: true, help: 'filesystem label' },
    { key: 'disk', column: 'DISK', type: 'string', nullable: true, help: 'device node of the whole disk' },
    { key: 'size', column: 'SIZE', type: 'integer', nullable: true, help: 'size of the partition in bytes' },
    {
      key: 'free',
      column: 'FREE',
      type: 'integer',
      nullable: true,
      help: 'free bytes of the filesystem, when it is mounted',
    },
    {
      key: 'evidence',
      column: 'EVIDENCE',
      type: 'string',
      nullable: true,
      values: ['LoaderDevicePartUUID', 'StubDevicePartUUID', 'BootCurrent'],
      help: 'the EFI variable that named the booted ESP',
    },
    {
      key: 'member_by',
      column: 'MEMBER-BY',
      type: 'string',
      nullable: true,
      values: ['registry', 'pattern', 'operand'],
      help: 'what made the mirror a member of the set',
    },
  ],
} as const satisfies RecordTable;

/** One member of an ESP set. Absent values are null. */
export interface EspMember {
  readonly role: 'booted' | 'mirror';
  readonly kind: 'esp' | 'xbootldr';
  readonly state: 'mounted' | 'unmounted' | 'missing';
  readonly partuuid: string;
  readonly path: string | null;
  readonly uuid: string | null;
  readonly mountpoint: string | null;
  readonly mountpoints: readonly string[] | null;
  readonly label: string | null;
  readonly disk: string | null;
  /** Bytes. */
  readonly size: number | null;
  /** Bytes. */
  readonly free: number | null;
  readonly evidence: 'LoaderDevicePartUUID' | 'StubDevicePartUUID' | 'BootCurrent' | null;
  readonly member_by: 'registry' | 'pattern' | 'operand' | null;
}
