import type { FstabEntry } from '@twinroot/lib-fstab';
import type { EspMember } from '@twinroot/lib-record';
import t from 'tap';
import { membersInFstab, parseRequired, whyTooFew } from '../../src/decide/required.ts';

t.test('what --require takes', async (t) => {
  const of = (value: string | undefined) => {
    const parsed = parseRequired(value);
    return parsed.kind === 'refused' ? null : parsed.required;
  };
  t.strictSame([undefined, '1', '2', '12', 'fstab'].map(of), [0, 1, 2, 12, 'fstab']);
  for (const value of ['', '0', '-1', '1.5', '2x', '99999', 'Fstab']) t.equal(of(value), null, value);
});

const line = (source: string, mountpoint: string, fstype = 'vfat') =>
  ({ source, mountpoint, fstype }) as FstabEntry;
const isWanted = (path: string) => /^\/efi\d|^\/boot\/efi\d/.test(path);

t.test('how many members fstab names', async (t) => {
  const cases: readonly (readonly [lines: readonly FstabEntry[], number: number])[] = [
    [[], 0],
    [[line('PARTUUID=a', '/efi0'), line('PARTUUID=b', '/efi1')], 2],
    [[line('UUID=A', '/efi0'), line('PARTLABEL=esp2', '/efi1')], 2],
    [[line('UUID=A', '/boot/efi'), line('UUID=B', '/boot/efi2')], 2],
    [[line('UUID=A', '/boot/efi')], 0],
    [[line('UUID=A', '/efi0'), line('UUID=A', '/boot'), line('UUID=B', '/efi1')], 2],
    [[line('UUID=A', '/efi0'), line('/efi0', '/boot'), line('UUID=R', '/efi1', 'ext4')], 1],
    [[line('UUID=A', '/efi0'), line('UUID=C', '/mnt/stick')], 1],
    [[line('UUID=A', '/efi0', 'auto'), line('UUID=B', '/efi1', 'auto')], 2],
    [[line('UUID=A', '/efi0'), line('UUID=B', '/efi1'), line('UUID=C', '/boot', 'auto')], 2],
  ];
  for (const [lines, number] of cases)
    t.equal(membersInFstab(lines, isWanted), number, lines.map(({ mountpoint }) => mountpoint).join(' '));
});

t.test('members that are there', async (t) => {
  const member = (kind: EspMember['kind'], state: EspMember['state']) => ({ kind, state }) as EspMember;
  const set = [
    member('esp', 'mounted'),
    member('esp', 'unmounted'),
    member('xbootldr', 'mounted'),
    member('esp', 'missing'),
  ];
  t.equal(whyTooFew(set, 0), null);
  t.equal(whyTooFew(set, 2), null);
  t.ok(whyTooFew(set, 3)?.includes('2 of the 3'));
});
