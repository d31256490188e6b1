import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { writeTree } from '../../fixtures/boot-tree.ts';
import {
  emptyUdev,
  hasVfat,
  letExt4StandIn,
  mountsBelow,
  newPartition,
  newRoot,
  removePartition,
  removeRoot,
  sh,
} from '../../fixtures/esp-machine.ts';
import { registryPlace, registryText } from '../../fixtures/registry-text.ts';
import { binaryOf } from '../../support/binaries.ts';
import { call } from '../../support/call.ts';
import { needs } from '../../support/needs.ts';

const ids = { first: '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6', second: '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b' };
const isReal = hasVfat();
const fstype = isReal ? 'vfat' : 'ext4';
if (!isReal) letExt4StandIn();
emptyUdev();
t.test(
  'on a real FAT',
  { skip: isReal ? false : 'this kernel has no vfat: ext4 stands in below' },
  async () => {},
);

const both = registryText(ids.first, `member     esp      ${ids.first}`, `member     esp      ${ids.second}`);

const digestOf = (device: string) => createHash('sha256').update(readFileSync(device)).digest('hex');

/** Two disks with an ESP each; the first has this registry. Nothing is mounted. */
function newMachine(t: Test, text = both) {
  const [first, second] = [newPartition(fstype, ids.first), newPartition(fstype, ids.second)];
  const root = newRoot('etc', 'efi0', 'efi1');
  t.teardown(() => {
    removeRoot(root);
    for (const partition of [first, second]) removePartition(partition);
  });
  const directory = mkdtempSync(join(tmpdir(), 'mounted-'));
  sh('mount -t "$1" "$2" "$3"', fstype, first.device, directory);
  writeTree(directory, { [registryPlace]: text });
  sh('umount "$1"', directory);
  const mount = (device: string, place: string) =>
    sh('mount -t "$1" "$2" "$3"', fstype, device, join(root, place));
  const espWhich = async (through: readonly string[], ...args: readonly string[]) => {
    const [program = '', ...words] = [...through, binaryOf('esp-which')];
    const source = ['--source', `PARTUUID=${ids.first}`];
    const all = [...words, '--json', '--sysroot', root, ...source, ...args];
    const { status, out, err } = await call(program, all, { env: { PATH: '/usr/bin:/usr/sbin' } });
    const members: readonly { role: string; state: string; path: string; member_by: string }[] =
      out === '' ? [] : JSON.parse(out).members;
    const mirrors = members
      .filter(({ role }) => role === 'mirror')
      .map(({ state, path, member_by }) => `${state} ${path} ${member_by}`);
    return { status, err, mirrors };
  };
  return { first, second, root, mount, espWhich };
}

t.test(
  'the source is not mounted: it is read where nobody sees it, and not a byte of it changes',
  async (t) => {
    const { first, second, root, espWhich } = newMachine(t);
    const before = [first, second].map(({ device }) => digestOf(device));
    const { status, err, mirrors } = await espWhich([]);
    t.strictSame([status, err, mirrors], [0, '', [`unmounted ${second.device} registry`]]);
    t.strictSame(
      [first, second].map(({ device }) => digestOf(device)),
      before,
    );
    t.strictSame(mountsBelow(root), []);
    t.notOk(existsSync(join(root, 'run/twinroot/mnt', ids.first)), 'the mount point is gone');
  },
);

const onFat = { skip: isReal ? false : 'this kernel has no vfat, and what is mounted must be FAT' };

t.test('its registry is shown, read in the same way', async (t) => {
  const { first, root } = newMachine(t);
  const before = digestOf(first.device);
  const args = ['--sysroot', root, '--source', first.device, '--registry', '--no-header', '-o', 'item'];
  const { status, out } = await call(binaryOf('esp-which'), args, { env: { PATH: '/usr/bin:/usr/sbin' } });
  t.strictSame([status, out.trim()], [0, 'set\nmember\nmember\ngeneration\nparent\nsource']);
  t.equal(digestOf(first.device), before);
  t.strictSame(mountsBelow(root), []);
});

t.test('the source is mounted', onFat, async (t) => {
  const { first, second, root, mount, espWhich } = newMachine(t);
  mount(first.device, 'efi0');
  const before = mountsBelow(root);
  t.strictSame((await espWhich([])).mirrors, [`unmounted ${second.device} registry`]);
  mount(second.device, 'efi1');
  t.strictSame((await espWhich([])).mirrors, [`mounted ${second.device} registry`]);
  t.strictSame(mountsBelow(root), [...before, `/efi1 ${second.device}`]);
});

t.test('the source cannot be mounted: its members are not known, and others are found', async (t) => {
  const { first, second, root, mount, espWhich } = newMachine(t);
  sh('dd if=/dev/zero of="$1" bs=1M count=2 status=none', first.device);
  mount(second.device, 'efi1');
  const { status, err, mirrors } = await espWhich([]);
  t.strictSame([status, mirrors], [0, [`mounted ${second.device} pattern`]]);
  t.match(err, `the registry loader/esp-sync of ${first.device} cannot be read`);
  t.strictSame(mountsBelow(root), [`/efi1 ${second.device}`]);
  t.strictSame((await espWhich([], '--booted')).err, '', 'for the source alone nothing is mounted');
});

const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];

t.test('who is not root mounts nothing', needs('setpriv'), async (t) => {
  const { second, root, mount, espWhich } = newMachine(t);
  chmodSync(root, 0o755);
  mount(second.device, 'efi1');
  const { status, err, mirrors } = await espWhich(nobody);
  t.strictSame([status, mirrors], [0, [`mounted ${second.device} pattern`]]);
  t.match(err, 'only root');
});

t.test('who is not root reads what he may', isReal ? needs('setpriv') : onFat, async (t) => {
  const { first, second, root, mount, espWhich } = newMachine(t);
  chmodSync(root, 0o755);
  mount(second.device, 'efi1');
  for (const [options, by] of [
    ['umask=0022', 'registry'],
    ['umask=0022,dmask=0077', 'pattern'],
    ['umask=0077', 'pattern'],
  ] as const) {
    sh('mount -t vfat -o "$1" "$2" "$3"', options, first.device, join(root, 'efi0'));
    const { status, err, mirrors } = await espWhich(nobody);
    t.strictSame([status, mirrors], [0, [`mounted ${second.device} ${by}`]], options);
    if (by === 'pattern') t.match(err, 'cannot be read', options);
    sh('umount "$1"', join(root, 'efi0'));
  }
});
