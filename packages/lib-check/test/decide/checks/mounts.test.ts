import t from 'tap';
import { findingOf, found } from '../../findings-of.ts';
import { espA, fstab, machine, rootUuid } from '../../machine-fixture.ts';

const withRow = (row: string) => machine({ texts: { '/etc/fstab': `${fstab}${row}\n` } });

t.test('rows for what only the other disk has', async (t) => {
  const rows: readonly (readonly [string, RegExp])[] = [
    [`PARTUUID=${espA} /srv/a vfat defaults 0 2`, /^fail: fstab has \/srv\/a without nofail/],
    [`PARTUUID=${espA} /srv/a vfat nofail 0 2`, /^ok/],
    [`PARTUUID=${espA} /srv/a vfat noauto 0 2`, /^ok/],
    [`PARTUUID=${espA} /srv/a vfat x-systemd.automount 0 2`, /^ok/],
    [`/dev/sda1 /srv/a vfat defaults 0 2`, /^fail/],
    ['UUID=dead-beef /srv/a vfat defaults 0 2', /^fail: .*no device is UUID=dead-beef/],
    [`UUID=${rootUuid} /home btrfs subvol=@home 0 0`, /^ok/],
    ['tmpfs /tmp tmpfs defaults 0 0', /^ok/],
    ['server:/x /mnt nfs defaults 0 0', /^ok/],
    ['# PARTUUID=x /y vfat defaults 0 0', /^ok/],
    [`PARTUUID=${espA} /srv/a vfat`, /^fail/],
  ];
  for (const [row, expected] of rows) t.match(found(withRow(row), 'b', 'mounts'), expected, row);
});

t.test('what mends it is a command line as it stands', async (t) => {
  const [finding] = findingOf(withRow(`PARTUUID=${espA} /srv/a vfat defaults 0 2`), 'b', 'mounts');
  t.equal(finding?.fix, "fstab-rewrite --in-place /etc/fstab --add-option '/srv/a nofail'");
});

t.test('swap, and what is resumed from: the boot goes on', async (t) => {
  t.match(found(withRow('/dev/sda9 none swap defaults 0 0'), 'b', 'swap'), /^warn/);
  t.match(found(withRow('/swapfile none swap defaults 0 0'), 'b', 'swap'), /^ok/);
});

t.test('without an fstab there is nothing to wait for', async (t) => {
  const { texts, ...facts } = machine();
  const without = { ...facts, texts: new Map([...texts].filter(([path]) => path !== '/etc/fstab')) };
  t.match(found(without, 'b', 'mounts'), /^ok: there is no fstab/);
});
