import t from 'tap';
import { findingOf, found } from '../../findings-of.ts';
import { entry, entryPath, espA, fstab, machine, member, rootUuid } from '../../machine-fixture.ts';

const withRow = (row: string) => machine({ texts: { '/etc/fstab': `${fstab}${row}\n` } });

t.test('rows for what only the other disk has', async (t) => {
  const rows: readonly (readonly [string, RegExp])[] = [
    [`PARTUUID=${espA} /srv/a vfat defaults 0 2`, /^fail: fstab has \/srv\/a without nofail/],
    [`PARTUUID=${espA} /srv/a vfat nofail 0 2`, /^ok/],
    [`PARTUUID=${espA} /srv/a vfat noauto 0 2`, /^ok/],
    [`PARTUUID=${espA} /srv/a vfat x-systemd.automount 0 2`, /^ok/],
    [`PARTUUID=${espA} /srv/a vfat comment=systemd.automount 0 2`, /^ok/],
    [`/dev/sda1 /srv/a vfat defaults 0 2`, /^fail/],
    ['UUID=dead-beef /srv/a vfat defaults 0 2', /^fail: .*no device is UUID=dead-beef/],
    [`UUID=${rootUuid} /home btrfs subvol=@home 0 0`, /^ok/],
    ['tmpfs /tmp tmpfs defaults 0 0', /^ok/],
    ['server:/x /mnt nfs defaults 0 0', /^ok/],
    ['# PARTUUID=x /y vfat defaults 0 0', /^ok/],
    [`PARTUUID=${espA} /srv/a vfat`, /^fail/],
    ['/dev/disk/by-id/unsaid /srv ext4 defaults 0 2', /^unknown: \/srv: which device/],
    ['/dev/disk/by-id/unsaid /srv ext4 nofail 0 2', /^ok/],
    [
      'PARTUUID=11111111-1111-4111-8111-111111111111 /home btrfs subvol=@home 0 0',
      /^fail: .* is a device that is lost/,
    ],
    ['/dev/sdb2 /home btrfs subvol=@home 0 0', /^unknown: \/home: which disk is \/dev\/sdb2/],
    ['LABEL=a\\040b /home ext4 defaults 0 0', /no device is LABEL=a b$/],
    ['tank/data /data zfs defaults 0 0', /^unknown: \/data: the state of the pool tank/],
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

t.test('rows that lie on one that is lost, whatever that says', async (t) => {
  const lost = `PARTUUID=${espA} /srv/a vfat nofail 0 2\n`;
  const rows: readonly (readonly [string, RegExp])[] = [
    ['/srv/a /mnt none bind 0 0', /^fail: fstab has \/mnt .*it lies on \/srv\/a, and /],
    ['/srv/a/deeper /mnt none rbind 0 0', /^fail/],
    ['/srv/a /mnt none bind,nofail 0 0', /^ok/],
    ['tmpfs /srv/a/tmp tmpfs defaults 0 0', /^fail: fstab has \/srv\/a\/tmp/],
    ['/srv/a/image /mnt squashfs loop 0 0', /^fail/],
    ['overlay /mnt overlay lowerdir=/srv/a/x:/y,upperdir=/z,workdir=/w 0 0', /^fail/],
    ['/srv/ab /mnt none bind 0 0', /^ok/],
    ['tmpfs /srv tmpfs defaults 0 0', /^ok/],
  ];
  for (const [row, expected] of rows) t.match(found(withRow(lost + row), 'b', 'mounts'), expected, row);
});

t.test('what is to be added is added to the row as it is written', async (t) => {
  const swap = (row: string) => findingOf(withRow(row), 'b', 'swap')[0]?.fix;
  t.match(swap('/dev/sda9 swap swap defaults 0 0'), / 'swap nofail'$/);
  t.match(swap('/dev/sda9 none swap defaults 0 0'), / 'none nofail'$/);
  const [mount] = findingOf(withRow(`PARTUUID=${espA} /srv\\040a vfat defaults 0 2`), 'b', 'mounts');
  t.match(mount?.fix, " '/srv\\040a nofail'");
  const [hostile] = findingOf(withRow(`PARTUUID=${espA} /it's;x vfat defaults 0 2`), 'b', 'mounts');
  t.equal(
    hostile?.fix,
    `fstab-rewrite --in-place /etc/fstab --add-option '/it'\\''s;x nofail'`,
    'a shell takes it for one word',
  );
});

t.test('a carriage return at the end of a row', async (t) => {
  for (const [row, expected] of [
    [`PARTUUID=${espA} /data vfat nofail\r`, /^fail/],
    [`PARTUUID=${espA} /data vfat nofail 0 0\r`, /^ok/],
    [`PARTUUID=${espA} /data vfat defaults 0 0\r`, /^fail/],
  ] as const)
    t.match(found(withRow(row), 'b', 'mounts'), expected, row);
});

t.test('mounts that the command line asks for', async (t) => {
  const withOption = (option: string) => {
    const one = entry(`root=UUID=${rootUuid} rw ${option}`);
    return machine({
      members: (['a', 'b'] as const).map((which) => member(which, { files: { [entryPath]: one } })),
    });
  };
  const rows: readonly (readonly [string, RegExp])[] = [
    [`systemd.mount-extra=PARTUUID=${espA}:/data:vfat`, /^fail: the command line has \/data without nofail/],
    [`systemd.mount-extra=PARTUUID=${espA}:/data:vfat:nofail`, /^ok/],
    ['mount.usr=/dev/sda9', /^fail: the command line has \/usr/],
    [`mount.usr=UUID=${rootUuid}`, /^ok/],
  ];
  for (const [option, expected] of rows) t.match(found(withOption(option), 'b', 'mounts'), expected, option);
});

t.test('an fstab that is a symlink: the file that it leads to is edited', async (t) => {
  const of = (links: ReadonlyMap<string, string>) =>
    findingOf(
      machine({
        links,
        texts: { '/etc/fstab': `PARTUUID=${espA} /data vfat defaults 0 0\n` },
      }),
      'b',
      'mounts',
    )[0]?.fix;
  const rule = "--add-option '/data nofail'";
  t.equal(of(new Map()), `fstab-rewrite --in-place /etc/fstab ${rule}`);
  t.equal(
    of(new Map([['/etc/fstab', '/data/my fstab']])),
    `fstab-rewrite --in-place '/data/my fstab' ${rule}`,
  );
  t.equal(of(new Map([['/etc/fstab', '/nix/store/abc-etc-fstab']])), 'guide: comes-up', 'nobody edits that');
});

t.test('what could not be read is not known', async (t) => {
  const facts = machine({ unknown: new Map([['/etc/fstab', 'EISDIR: illegal operation']]) });
  t.match(found(facts, 'b', 'mounts'), /^unknown: .*cannot be read: EISDIR/);
  t.match(found(facts, 'b', 'swap'), /^unknown: /);
});
