import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { writeTree } from '../../fixtures/boot-tree.ts';
import {
  emptyUdev,
  hasVfat,
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

const ids = {
  first: '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6',
  second: '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b',
} as const;
const fstype = hasVfat() ? 'vfat' : 'ext4';
const efivars = 'sys/firmware/efi/efivars';

emptyUdev();

t.test('what was booted is that of the system outside: nothing is its mirror', async (t) => {
  const first = newPartition(fstype, ids.first);
  const second = newPartition(fstype, ids.second);
  const dir = newRoot('efi0', 'efi1', 'etc', efivars);
  t.teardown(() => {
    removeRoot(dir);
    removePartition(first);
    removePartition(second);
  });
  sh('mount -t "$1" "$2" "$3"', fstype, first.device, join(dir, 'efi0'));
  sh('mount -t "$1" "$2" "$3"', fstype, second.device, join(dir, 'efi1'));
  const value = Buffer.concat([Buffer.from([6, 0, 0, 0]), Buffer.from(`${ids.first}\0`, 'utf16le')]);
  writeFileSync(join(dir, efivars, 'LoaderDevicePartUUID-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f'), value);
  mkdirSync(join(dir, 'run'));
  const before = mountsBelow(dir);
  const set = async (...args: readonly string[]) => {
    const { status, out } = await call(binaryOf('esp-which'), ['--sysroot', dir, '--json', ...args]);
    const members: readonly { role: string; path: string }[] = out === '' ? [] : JSON.parse(out).members;
    return [status, ...members.map(({ role, path }) => `${role} ${path}`)];
  };
  t.strictSame(await set(), [0, `booted ${first.device}`]);
  t.strictSame(await set('--mirrors'), [32]);
  t.strictSame(await set('/efi1'), [1]);
  const both = [0, `booted ${first.device}`, `mirror ${second.device}`];
  t.strictSame(await set('--force'), both);
  t.strictSame(await set('--source', '/efi0'), both);
  t.strictSame(await set('--source', '/efi1'), [0, `booted ${second.device}`, `mirror ${first.device}`]);
  writeTree(join(dir, 'efi0'), {
    [registryPlace]: registryText(
      ids.first,
      `member     esp      ${ids.first}`,
      `member     esp      ${ids.second}`,
    ),
  });
  sh('umount "$1"', join(dir, 'efi1'));
  t.strictSame(await set(), [0, `booted ${first.device}`], 'not even what the registry names');
  if (fstype === 'vfat') t.strictSame(await set('--force'), both, 'which is known otherwise');
  sh('mount -t "$1" "$2" "$3"', fstype, second.device, join(dir, 'efi1'));
  t.strictSame(mountsBelow(dir), before);
});
