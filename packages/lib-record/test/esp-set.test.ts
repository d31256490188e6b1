import t from 'tap';
import { type EspMember, espSetTable, toEspMembers } from '../src/esp-set.ts';
import { formatJson, parseJson } from '../src/json-form.ts';

const booted: EspMember = {
  role: 'booted',
  kind: 'esp',
  state: 'mounted',
  partuuid: '31c0e7a2-5b1f-4d8e-9c55-0f6a2b7d9e10',
  path: '/dev/nvme0n1p1',
  uuid: '5E1D-20C4',
  mountpoint: '/efi0',
  mountpoints: ['/efi0', '/boot'],
  label: 'EFI 0',
  disk: '/dev/nvme0n1',
  size: 1073741824,
  free: 536870912,
  evidence: 'LoaderDevicePartUUID',
  member_by: null,
};
const mirror: EspMember = {
  ...booted,
  role: 'mirror',
  partuuid: '8a44d1b9-0c3e-47f2-b7a1-6de2f0935c7b',
  evidence: null,
  member_by: 'pattern',
};
const xbootldr: EspMember = { ...booted, kind: 'xbootldr', partuuid: 'c1d2e3f4-0000-4111-8222-933344455566' };

t.test('sets that are taken', async (t) => {
  const cases: readonly [what: string, members: readonly EspMember[]][] = [
    ['one booted', [booted]],
    ['the booted one last', [mirror, booted]],
    [
      'ESP and XBOOTLDR',
      [booted, mirror, xbootldr, { ...xbootldr, role: 'mirror', partuuid: '0badcafe-02' }],
    ],
    ['XBOOTLDR alone', [xbootldr]],
    ['an MBR partition', [{ ...booted, partuuid: '9f3b12c4-01' }]],
  ];
  for (const [what, members] of cases) {
    t.strictSame(toEspMembers(members), members, what);
    t.strictSame(toEspMembers(parseJson(espSetTable, formatJson(espSetTable, members))), members, what);
  }
});

t.test('sets that are refused', async (t) => {
  const cases: readonly [
    what: string,
    records: Parameters<typeof toEspMembers>[0],
    code: string,
    field: string,
  ][] = [
    ['no members', [], 'SET', 'ROLE'],
    ['no booted one', [mirror], 'SET', 'ROLE'],
    ['two booted ones', [booted, { ...mirror, role: 'booted' }], 'SET', 'ROLE'],
    ['a mirror of a kind without a booted one', [booted, { ...xbootldr, role: 'mirror' }], 'SET', 'ROLE'],
    ['a PARTUUID twice', [booted, { ...mirror, partuuid: booted.partuuid }], 'SET', 'PARTUUID'],
    ['a PARTUUID in two kinds', [booted, { ...xbootldr, partuuid: booted.partuuid }], 'SET', 'PARTUUID'],
    [
      'a PARTUUID in upper case',
      [{ ...booted, partuuid: booted.partuuid.toUpperCase() }],
      'VALUE',
      'PARTUUID',
    ],
    ['an empty PARTUUID', [{ ...booted, partuuid: '' }], 'VALUE', 'PARTUUID'],
    ['a filesystem UUID', [{ ...booted, partuuid: '5E1D-20C4' }], 'VALUE', 'PARTUUID'],
    ['a PARTUUID with a newline', [{ ...booted, partuuid: `${booted.partuuid}\n` }], 'VALUE', 'PARTUUID'],
    ['a PARTUUID in braces', [{ ...booted, partuuid: `{${booted.partuuid}}` }], 'VALUE', 'PARTUUID'],
    ['a long MBR number', [{ ...booted, partuuid: '9f3b12c4-001' }], 'VALUE', 'PARTUUID'],
    ['a relative mount point', [{ ...booted, mountpoint: 'efi0' }], 'VALUE', 'MOUNTPOINT'],
    ['an empty mount point', [{ ...booted, mountpoint: '' }], 'VALUE', 'MOUNTPOINT'],
    ['a mount point with a NUL', [{ ...booted, mountpoint: '/efi\0' }], 'VALUE', 'MOUNTPOINT'],
    ['a relative place', [{ ...booted, mountpoints: ['/efi0', '.'] }], 'VALUE', 'mountpoints'],
    ['a relative device', [{ ...booted, path: 'sda1' }], 'VALUE', 'DEVICE'],
    ['a relative disk', [{ ...booted, disk: 'sda' }], 'VALUE', 'DISK'],
    ['an unknown role', [{ ...booted, role: 'primary' }], 'VALUE', 'ROLE'],
    ['no state', [{ ...booted, state: null }], 'VALUE', 'STATE'],
  ];
  for (const [what, records, code, field] of cases) {
    t.throws(() => toEspMembers(records), { name: 'RecordError', code, field }, what);
  }
});
