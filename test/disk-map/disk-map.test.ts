import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { binaries, workspace } from '../support/binaries.ts';
import { type Answer, call, quote } from '../support/call.ts';
import { needs } from '../support/needs.ts';

const binary = join(binaries, 'disk-map');
const rewriter = join(binaries, 'fstab-rewrite');
const roots = join(workspace, 'test/roots');
const machine = join(roots, 'nvme-sata-luks');
const first = '/dev/nvme0n1';
const second = '/dev/sda';

const run = (args: readonly string[], root = machine): Promise<Answer> =>
  call(binary, ['--sysroot', root, ...args]);

/** The rows of a table, as `OLD NEW`. */
const rowsOf = ({ out }: Answer) =>
  out
    .split('\n')
    .slice(1, -1)
    .map((line) => line.replace(/ +/, ' '));

t.test('device nodes by UUID', async (t) => {
  const plain = rowsOf(await run([first, second]));
  const byUuid = rowsOf(await run(['--by-uuid', first, second]));
  t.ok(plain.includes('/dev/nvme0n1p1 /dev/sda1'));
  t.ok(byUuid.includes('/dev/nvme0n1p1 UUID=C3D4-E5F6'));
  t.strictSame(
    byUuid.filter((row) => !/^\/dev\/nvme0n1p/.test(row)),
    plain.filter((row) => !/^\/dev\/nvme0n1p/.test(row)),
    'everything else is the same',
  );
});

t.test('two disks', async (t) => {
  const answer = await run([first, second]);
  t.equal(answer.status, 0, answer.err);
  const rows = rowsOf(answer);
  for (const row of [
    'UUID=A1B2-C3D4 UUID=C3D4-E5F6',
    'PARTUUID=1b0c3a4e-5d6f-4780-91a2-b3c4d5e6f708 PARTUUID=6a516f83-92b4-4dd5-96f7-18293a4b5c6d',
    'LABEL=EFI0 LABEL=EFI1',
    // The LUKS volumes, what is in them, and the logical volumes in that.
    'UUID=4d5e6f70-8192-4a3b-b4c5-d6e7f8091a2b UUID=9c8b7a69-5847-4362-8514-0f1e2d3c4b5a',
    'UUID=bfa6b4d8-e709-422a-8bec-6d7e8f900112 UUID=d1c8d6fa-092b-444c-8d0e-8f9001122334',
    'LABEL=root\\040A LABEL=root\\040B',
    '/dev/mapper/vg--a-var--log /dev/mapper/vg--b-var--log',
    '/dev/vg-a/var-log /dev/vg-b/var-log',
    '/dev/disk/by-id/dm-name-vg--a-root /dev/disk/by-id/dm-name-vg--b-root',
    'PARTLABEL=swap\\040A PARTLABEL=swap\\040B',
    '/dev/nvme0n1p4 /dev/sda4',
    '/dev/disk/by-path/pci-0000:01:00.0-nvme-1-part2 /dev/disk/by-path/pci-0000:00:17.0-ata-3.0-part2',
    '/dev/nvme0n1 /dev/sda',
  ])
    t.ok(rows.includes(row), row);
  t.notOk(rows.some((row) => row.includes('/dev/mapper/luks-')));
  t.notOk(
    rows.some((row) => /nvme0n1p5|media|60518f93/.test(row)),
    'what has no partner is not in the map',
  );
  t.match(answer.err, '/dev/nvme0n1p5');
  t.equal(answer.err.trim().split('\n').length, 1, 'one line');
  t.match(await run(['--strict', first, second]), { status: 1, out: answer.out });
  t.match(await run([first, second]), { out: answer.out }, 'again, the same');
});

t.test('the columns and the JSON form', async (t) => {
  const table = await run(['-o', '+old-device,new-device', '/efi0', '/efi1']);
  t.match(table.out, /^#OLD +NEW +OLD-DEVICE +NEW-DEVICE\n.*\/dev\/nvme0n1p1 +\/dev\/sda1\n/);
  const { ids } = JSON.parse((await run(['--json', '/efi0', '/efi1'])).out);
  t.match(ids[0], {
    old: 'UUID=A1B2-C3D4',
    new: 'UUID=C3D4-E5F6',
    old_device: '/dev/nvme0n1p1',
    new_device: '/dev/sda1',
    parttype: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
  });
});

t.test('partitions, mount points and links', async (t) => {
  const efi = rowsOf(await run(['/dev/nvme0n1p1', '/dev/sda1']));
  t.equal(efi[0], 'UUID=A1B2-C3D4 UUID=C3D4-E5F6');
  const link = '/dev/disk/by-id/nvme-eui.0025385b11500001-part1';
  t.strictSame(rowsOf(await run([link, '/efi1'])), efi);
  const clone = rowsOf(await run(['/', '/mnt/clone']));
  for (const row of [
    'UUID=bfa6b4d8-e709-422a-8bec-6d7e8f900112 UUID=d1c8d6fa-092b-444c-8d0e-8f9001122334',
    '/dev/vg-a/root /dev/vg-b/root',
    'UUID=4d5e6f70-8192-4a3b-b4c5-d6e7f8091a2b UUID=9c8b7a69-5847-4362-8514-0f1e2d3c4b5a',
    '/dev/nvme0n1p3 /dev/sda3',
  ])
    t.ok(clone.includes(row), row);
  t.notOk(
    clone.some((row) => /var|nvme0n1 |EFI/.test(row)),
    'and nothing else',
  );
  t.strictSame(
    rowsOf(await run(['/dev/vg-a/root', '/dev/vg-b/root'])),
    clone,
    'a link to a device-mapper node',
  );
  const btrfs = join(roots, 'dm-crypt-btrfs');
  t.match(rowsOf(await run(['/home', '/dev/mapper/root1'], btrfs)), ['/dev/mapper/root0 /dev/mapper/root1']);
});

t.test('other machines', async (t) => {
  const cases: [root: string, old: string, fresh: string, status: number, row: RegExp, says: RegExp][] = [
    ['esp-xbootldr', '/dev/nvme0n1', '/dev/nvme1n1', 0, /UUID=1A2B-3C4D +UUID=2B3C-4D5E/, /^$/],
    ['clone', '/dev/sda', '/dev/sdb', 1, /sda2 +\/dev\/sdb2/, /sda2.*tune2fs -U random \/dev\/sdb2/],
    ['dm-crypt-btrfs', '/dev/nvme0n1', '/dev/nvme1n1', 1, /51c20bdf.*a4b3c2d1/, /6B7E-A837.*mlabel/],
    ['md-raid', '/dev/sda', '/dev/sdb', 1, /51c20bdf.*a4b3c2d1/, /md126/],
    ['md-raid-disks', '/dev/sda', '/dev/sdb', 32, /^$/, /md126/],
  ];
  for (const [root, old, fresh, status, row, says] of cases) {
    const answer = await run(['--strict', old, fresh], join(roots, root));
    t.equal(answer.status, status, root);
    t.match(answer.out, row, root);
    t.match(answer.err, says, root);
  }
  // Of a mounted btrfs it is known on which devices it lies.
  const root = copy(t, 'dm-crypt-btrfs');
  const uuid = 'b7c8d9e0-f1a2-4b3c-8d4e-5f60718293a4';
  const devices = join(root, `sys/fs/btrfs/${uuid}/devices`);
  for (const name of ['dm-0', 'dm-1'])
    cpSync(join(root, `sys/devices/virtual/block/${name}/dev`), join(devices, name), { recursive: true });
  const known = await run(['/dev/nvme0n1', '/dev/nvme1n1'], root);
  t.match(known.err, /root0.*root1.*btrfs/);
  t.notMatch(known.err, 'btrfstune');
});

/** A copy of a captured machine, to be changed. */
function copy(t: Test, name = 'nvme-sata-luks'): string {
  const root = `${t.testdir({})}/root`;
  cpSync(join(roots, name), root, { recursive: true, verbatimSymlinks: true });
  return root;
}

t.test('LUKS volumes that are not open', async (t) => {
  const root = copy(t);
  const parent = 'sys/devices/pci0000:00/0000:00:17.0/ata3/host2/target2:0:0/2:0:0:0/block/sda/sda3';
  rmSync(join(root, parent, 'holders'), { recursive: true });
  const answer = await run(['--strict', first, second], root);
  t.equal(answer.status, 1);
  t.match(answer.err, '/dev/sda3');
  t.match(answer.out, /4d5e6f70.*9c8b7a69/);
  t.notMatch(answer.out, 'vg-');
});

t.test('labels of any text', async (t) => {
  const root = copy(t);
  const set = (node: string, label: string) => {
    const path = join(root, 'dev', node);
    writeFileSync(path, `${readFileSync(path, 'utf8')}ID_FS_LABEL=x\nID_FS_LABEL_ENC=${label}\n`);
  };
  set('nvme0n1p2', '\\x22quoted\\x22');
  set('sda2', 'plain');
  set('nvme0n1p4', 'a\\x20\\x23\\x5cé\\x1b\\x0a');
  set('sda4', 'b\\x22\\x20\\x27');
  const { status, out, err } = await run([first, second], root);
  t.equal(status, 0);
  t.match(out, `LABEL=a\\040\\043\\134é\\033\\012`);
  t.match(out, ` LABEL=b"\\040'\n`);
  t.notMatch(out, 'plain');
  t.match(err, /nvme0n1p2.*sda2/);
  t.notOk(/[^\P{Cc}\n]/u.test(out + err), 'nothing that a terminal obeys');
});

t.test('a fstab for the other disk, through a pipe', async (t) => {
  const fstab = readFileSync(join(machine, 'etc/fstab'), 'utf8');
  const expected = `/dev/vg-b/root / ext4 rw,relatime 0 1
UUID=e2d9e70b-1a3c-455d-9e1f-900112233445 /var/log xfs rw 0 0
PARTUUID=6a516f83-92b4-4dd5-96f7-18293a4b5c6d /efi0 vfat umask=0077,nofail 0 2
PARTUUID=6a516f83-92b4-4dd5-96f7-18293a4b5c6d /efi1 vfat umask=0077,nofail 0 2
/dev/disk/by-path/pci-0000:00:17.0-ata-3.0-part2 /boot vfat umask=0077 0 2
PARTLABEL=swap\\040B none swap sw 0 0
LABEL=big\\040media /srv ext4 nofail 0 2
`;
  for (const form of [[], ['--json'], ['-o', '+old-device,new-device']]) {
    const map = quote(binary, '--sysroot', machine, ...form, first, second);
    const filter = `${quote(rewriter, '--map', '/dev/fd/3')} 3<&0 <${quote(join(machine, 'etc/fstab'))}`;
    const { status, out, err } = await call('/bin/sh', ['-c', `${map} | { ${filter}; }`]);
    t.equal(status, 0, err);
    t.equal(out, expected, form.join(' '));
  }
  const back = quote(binary, '--sysroot', machine, second, first);
  const filter = `${quote(rewriter, '--map', '/dev/fd/3')} 3<&0 <<'END'\n${expected}END\n`;
  const { out } = await call('/bin/sh', ['-c', `${back} | ${filter}`]);
  t.equal(
    out,
    fstab.replace(
      'PARTUUID=6a516f83-92b4-4dd5-96f7-18293a4b5c6d',
      'PARTUUID=1b0c3a4e-5d6f-4780-91a2-b3c4d5e6f708',
    ),
    'and back, but for the row that both disks have',
  );
});

t.test('OLD on another machine', async (t) => {
  const page = readFileSync(join(workspace, 'docs/man/disk-map.8'), 'utf8');
  const columns = /^(NAME,PATH,\S+) \\e$/m.exec(page)?.[1] ?? '';
  const lsblk = (list: string) =>
    spawnSync('lsblk', ['--json', '--bytes', '--output', list, '--sysroot', join(roots, 'two-nvme')], {
      encoding: 'utf8',
    }).stdout;
  const directory = t.testdir({
    all: lsblk(columns),
    unmounted: lsblk(columns.replace(/,MOUNTPOINTS$/, '')),
    without: lsblk(columns.replace(',UUID,', ',')),
    cut: lsblk(columns).slice(0, -20),
    empty: '',
  });
  const from = (name: string, ...args: string[]) => run(['--old-lsblk', join(directory, name), ...args]);
  const answer = await from('all', '/dev/nvme0n1', '/dev/nvme0n1');
  t.equal(answer.status, 0, answer.err);
  const rows = rowsOf(answer);
  t.ok(rows.includes('UUID=6B7E-A837 UUID=A1B2-C3D4'), 'the same node on another machine is another disk');
  t.notOk(
    rows.some((row) => row.startsWith('/dev/')),
    'equal nodes and unknown links are not in the map',
  );
  const onto = rowsOf(await from('unmounted', '/dev/nvme0n1', second));
  t.ok(onto.includes('/dev/nvme0n1p1 /dev/sda1'));
  const files = ['without', 'cut', 'empty', 'none'].map((name) => [
    name,
    '/dev/nvme0n1',
    join(directory, name),
  ]);
  for (const [file = '', old = '', names = ''] of [
    ...files,
    ['all', '/gone', '/gone'],
    ['all', '/efi9', '/efi9'],
    ['unmounted', '/efi0', '/efi0'],
  ]) {
    const { status, out, err } = await from(file, old, second);
    t.match({ status, out }, { status: 2, out: '' }, file);
    t.ok(err.includes(names), err);
  }
});

t.test('mount points of another machine', async (t) => {
  const args = ['--json', '--bytes', '--output-all', '--sysroot', machine];
  const { blockdevices } = JSON.parse(spawnSync('lsblk', args, { encoding: 'utf8' }).stdout);
  for (const disk of blockdevices) disk.mountpoints = disk.name === 'nvme0n1' ? ['/srv/a b'] : [null];
  const file = join(t.testdir({ json: JSON.stringify({ blockdevices }) }), 'json');
  const answer = await run(['--old-lsblk', file, '/srv/a b', second]);
  t.equal(answer.status, 0, answer.err);
  t.ok(rowsOf(answer).includes('/dev/nvme0n1p2 /dev/sda2'));
});

t.test('a wrong call', async (t) => {
  const cases: [args: string[], names: string][] = [
    [[], 'OLD NEW'],
    [[first], 'OLD NEW'],
    [[first, second, first], first],
    [[first, ''], 'OLD NEW'],
    [[first, first], first],
    [[first, '/dev/disk/by-path/pci-0000:01:00.0-nvme-1'], first],
    [['/', '/dev/mapper/vg--a-root'], 'vg--a-root'],
    [[first, '/dev/sda1'], '/dev/sda1'],
    [['/efi0', second], second],
    [[first, '/dev/sdz'], '/dev/sdz'],
    [['/dev/disk/by-id/none', second], 'by-id/none'],
    [['/proc', second], '/proc'],
    [['/nowhere', second], '/nowhere'],
    [['nvme0n1', second], 'nvme0n1'],
  ];
  for (const [args, names] of cases) {
    const { status, out, err } = await run(args);
    t.match({ status, out }, { status: 2, out: '' }, args.join(' '));
    t.ok(err.includes(names), err);
    t.equal(err.split('\n').length, 2, 'one line');
  }
});

t.test('nothing to pair is 32', async (t) => {
  const root = copy(t);
  for (const name of ['sda1', 'sda2', 'sda3', 'sda4']) {
    const path = join(root, 'dev', name);
    writeFileSync(path, readFileSync(path, 'utf8').replace(/(?<=ID_PART_ENTRY_TYPE=).*/, '0x83'));
  }
  const { status, out, err } = await run([first, second], root);
  t.match({ status, out }, { status: 32, out: '' });
  for (const name of ['nvme0n1p1', 'sda4']) t.match(err, name);
});

t.test('a machine that cannot be looked at', async (t) => {
  const root = copy(t);
  rmSync(join(root, 'proc'), { recursive: true });
  t.match(await run([first, second], root), { status: 1, out: '', err: /mountinfo/ });
  t.match(await run([first, second], '/nonexistent'), { status: 2, out: '' });
});

/** A machine of which the partitions of the second disk hold nothing; the first disk's are as given. */
function withEmptyDisk(t: Test, contents: Readonly<Record<string, string>>): string {
  const root = join(t.testdir(), 'root');
  cpSync(join(roots, 'two-nvme'), root, { recursive: true, verbatimSymlinks: true });
  for (const name of readdirSync(join(root, 'dev'))) {
    const file = join(root, 'dev', name);
    if (!/^nvme[01]n1p\d+$/.test(name)) continue;
    const kept = readFileSync(file, 'utf8').replace(/^ID_FS_.*\n/gm, '');
    writeFileSync(file, kept + (contents[name] ?? ''));
  }
  return root;
}

const disks = ['/dev/nvme0n1', '/dev/nvme1n1'];

t.test(
  'the commands for a new disk make what the first one has',
  needs('mkfs.vfat', 'mkfs.ext4', 'mkswap', 'blkid'),
  async (t) => {
    const root = withEmptyDisk(t, {
      nvme0n1p1: 'ID_FS_TYPE=vfat\nID_FS_VERSION=FAT16\nID_FS_LABEL_ENC=EFI0\n',
      nvme0n1p2: 'ID_FS_TYPE=ext4\nID_FS_VERSION=1.0\nID_FS_LABEL_ENC=my\\x20root\n',
    });
    const { status, out, err } = await run(['--mkfs', ...disks], root);
    t.equal(status, 0, err);
    const images = join(root, 'images');
    mkdirSync(images);
    for (const number of [1, 2]) {
      writeFileSync(join(images, `p${number}`), '');
      truncateSync(join(images, `p${number}`), 64 * 1024 * 1024);
    }
    const script = out.replaceAll('/dev/nvme1n1p', `${images}/p`);
    t.match(spawnSync('sh', ['-e'], { input: script }), { status: 0 });
    const found = (number: number) =>
      spawnSync('blkid', ['--probe', '--output', 'export', `${images}/p${number}`], { encoding: 'utf8' })
        .stdout;
    t.match(found(1), /^LABEL=EFI1$/m);
    t.match(found(1), /^TYPE=vfat$/m);
    t.match(found(1), /^VERSION=FAT16$/m);
    t.match(found(2), /^LABEL=my(?:\\ | )root1$/m);
    t.match(found(2), /^TYPE=ext4$/m);

    const { commands } = JSON.parse((await run(['--mkfs', '--json', ...disks], root)).out);
    t.match(commands, [{ device: '/dev/nvme1n1p1', old_device: '/dev/nvme0n1p1' }, { command: /mkfs.ext4/ }]);
  },
);

t.test('nothing is made where something is', async (t) => {
  const content = 'ID_FS_TYPE=ext4\n';
  const [nvme0n1p1, nvme1n1p1] = [content, content];
  const same = withEmptyDisk(t, { nvme0n1p1, nvme1n1p1 });
  t.match(await run(['--mkfs', ...disks], same), { status: 0, out: '' });
  rmSync(same, { recursive: true });
  const other = withEmptyDisk(t, { nvme0n1p1, nvme1n1p1: 'ID_FS_TYPE=swap\n' });
  t.match(await run(['--mkfs', ...disks], other), { status: 0, out: '', err: /nvme1n1p1/ });
  t.match(await run(['--mkfs', '--strict', ...disks], other), { status: 1, out: '' });
});
