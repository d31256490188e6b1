import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { readMountinfo, readMountTable } from '../src/read.ts';
import { mountAt } from '../src/table.ts';

t.test('the machine that runs', async (t) => {
  const { mounts, live } = await readMountTable('/');
  t.equal(live, true);
  t.equal(mountAt(mounts, '/proc')?.fstype, 'proc');
});

t.test('a captured machine', async (t) => {
  const root = t.testdir();
  mkdirSync(`${root}/proc/self`, { recursive: true });
  writeFileSync(
    `${root}/proc/self/mountinfo`,
    '1 0 8:1 / /efi0 rw - vfat /dev/sda1 rw\n2 0 0:5 / /proc rw - proc proc rw\n',
  );
  const { mounts, live } = await readMountTable(root);
  t.equal(live, false);
  t.strictSame(
    mounts.map((mount) => mount.mountpoint),
    ['/efi0', '/proc'],
  );
});

t.test('no table', async (t) => {
  await t.rejects(readMountinfo(t.testdir()), { code: 'READ' });
});

t.test('a prepared chroot', { skip: process.getuid?.() === 0 ? false : 'mounts need root' }, async (t) => {
  const root = t.testdir({ proc: {}, efi0: {}, 'my disk': {} });
  const script = [
    'mount --rbind /proc "$1/proc"',
    'mount -t tmpfs none "$1/efi0"',
    'mount -t tmpfs none "$1/my disk"',
    'exec "$2" --input-type=module -e "$3" "$4" "$1"',
  ].join(' && ');
  const source = `
    const [module, root] = process.argv.slice(1);
    const { readMountTable } = await import(module);
    const { mounts, live } = await readMountTable(root);
    console.log(JSON.stringify({ live, points: mounts.map((mount) => mount.mountpoint) }));`;
  const module = new URL('../src/read.ts', import.meta.url).href;
  const args = ['--mount', '--', 'sh', '-c', script, 'sh', root, process.execPath, source, module];
  const { live, points } = JSON.parse(execFileSync('unshare', args, { encoding: 'utf8' }));
  t.equal(live, true);
  t.strictSame(
    points.filter((point: string) => !point.startsWith('/proc/')),
    ['/proc', '/efi0', '/my disk'],
    'named as the chroot names them, and nothing from outside',
  );
});
