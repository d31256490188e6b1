import { checkRecords } from './check-record.ts';
import { shown } from './json-text.ts';
import { RecordError } from './record-error.ts';
import type { AnyRecord, RecordOf, RecordTable } from './table.ts';

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
      help: 'booted: what this boot was loaded from, or the source that was named in its place',
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
      help: 'unmounted: the device is there; missing: a known member whose device is not there',
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
      help: 'where it is mounted; the first place if there are several',
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
      help: 'free bytes of the filesystem, if it is mounted',
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
      // Whoever reads a table takes back a member that left only if it was named.
      byDefault: true,
      type: 'string',
      nullable: true,
      values: ['registry', 'pattern', 'operand'],
      help: 'what made it a member of the set; operand for a source that was named',
    },
  ],
} as const satisfies RecordTable;

/** One member of an ESP set. Absent values are null. */
export type EspMember = RecordOf<typeof espSetTable>;

// A GPT entry's UUID, or what the kernel makes of an MBR: disk signature, dash, number of the partition (block/partitions).
const partuuidForm = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{8}-[0-9a-f]{2})$/;

/**
 * The members of one group of records.
 *
 * Beyond the fields it is checked that PARTUUIDs are of GPT's or MBR's form in lower case and named once, that paths are
 * absolute, and that each kind that occurs has exactly one booted member. Whether devices and mounts are as the records say is not: they
 * are hints.
 *
 * @throws {RecordError} VALUE for a wrong field, SET for members that do not make a set
 */
export function toEspMembers(records: readonly AnyRecord[]): readonly EspMember[] {
  const members = checkRecords(espSetTable, records);
  const known = new Set<string>();
  for (const member of members) {
    checkMember(member);
    if (known.has(member.partuuid)) {
      throw new RecordError('SET', `PARTUUID ${member.partuuid} is listed twice`, { field: 'PARTUUID' });
    }
    known.add(member.partuuid);
  }
  if (members.length === 0) throw new RecordError('SET', 'the set has no members', { field: 'ROLE' });
  for (const kind of new Set(members.map((member) => member.kind))) {
    const booted = members.filter((member) => member.kind === kind && member.role === 'booted');
    if (booted.length === 1) continue;
    const why = booted.length === 0 ? 'none is' : `${booted.map(({ partuuid }) => partuuid).join(', ')} are`;
    throw new RecordError('SET', `exactly one member of kind ${kind} must be booted, but ${why}`, {
      field: 'ROLE',
    });
  }
  return members;
}

function checkMember({ partuuid, path, mountpoint, mountpoints, disk }: EspMember): void {
  if (!partuuidForm.test(partuuid)) {
    throw new RecordError('VALUE', `${shown(partuuid)} is not a lower-case PARTUUID`, {
      field: 'PARTUUID',
    });
  }
  checkPath('DEVICE', path);
  checkPath('DISK', disk);
  checkPath('MOUNTPOINT', mountpoint);
  for (const place of mountpoints ?? []) checkPath('mountpoints', place);
}

function checkPath(field: string, path: string | null): void {
  if (path === null || (path.startsWith('/') && !path.includes('\0'))) return;
  throw new RecordError('VALUE', `${field} ${shown(path)} is not an absolute path`, { field });
}
