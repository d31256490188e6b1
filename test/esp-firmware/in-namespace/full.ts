import { cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import {
  efivars,
  espFirmware,
  ids,
  menuOf,
  newFirmware,
  optionsIn,
  orderOf,
} from '../../fixtures/efi-variables.ts';
import { sh } from '../../fixtures/esp-machine.ts';

/** A machine in a directory that can be mounted in: those of tap are removed before teardown. */
function newRoot(test: Test): string {
  const directory = mkdtempSync(join(tmpdir(), 'firmware-'));
  test.teardown(() => {
    sh('umount "$1" 2>/dev/null || :', join(directory, 'root', efivars));
    rmSync(directory, { recursive: true });
  });
  return newFirmware({ testdir: () => directory }, { without: '0002' });
}

/** Puts the variables of a machine on a file system of their own, where so many more have room. */
function onOwn(root: string, more: number): void {
  const place = join(root, efivars);
  renameSync(place, `${place}.old`);
  sh('mkdir "$1"', place);
  // One inode is the directory's; each block holds a variable.
  const count = Number(sh('ls "$1" | wc -l', `${place}.old`)) + 1 + more;
  sh('mount -t tmpfs -o "size=1m,nr_inodes=$2" tmpfs "$1"', place, String(count));
  cpSync(`${place}.old`, place, { recursive: true });
}
const dump = (part: number) => `dump-type0-${part}-1-1700000000-C-cfc8fc79-be2e-4ddc-97f0-9f98bfe298a0`;

t.test('no room: it is said what takes it, and nothing is deleted', async (t) => {
  const root = newRoot(t);
  for (const part of [1, 2, 3]) writeFileSync(join(root, efivars, dump(part)), 'x');
  onOwn(root, 0);
  const before = menuOf(root);
  for (const time of ['once', 'twice']) {
    const { status, out, err } = await espFirmware(root);
    t.equal(status, 1, time);
    t.match(JSON.parse(out).members[1], { state: 'failed', number: null, partuuid: ids.second });
    t.match(err, /no room.* 3 of them \(dump-type0-\*\).*nothing was deleted/);
    t.strictSame(menuOf(root), before);
  }
});

t.test('what did not succeed is not counted as dropped', async (t) => {
  const root = newRoot(t);
  onOwn(root, 0);
  for (const _ of [1, 2, 3, 4]) t.equal((await espFirmware(root)).status, 1);
  sh('mount -o remount,nr_inodes=100 "$1"', join(root, efivars));
  const { status, out } = await espFirmware(root);
  t.match([status, JSON.parse(out).members[1].state], [0, 'made']);
  t.equal(orderOf(root), '1,2,0');
});

t.test('variables that are read-only: 32', async (t) => {
  const root = newRoot(t);
  onOwn(root, 5);
  sh('mount -o remount,ro "$1"', join(root, efivars));
  const before = menuOf(root);
  for (const args of [[], ['--dry-run'], ['--prune']])
    t.match(await espFirmware(root, ...args), { status: 32, out: '', err: /read-only/ });
  t.strictSame(menuOf(root), before);
  t.strictSame(optionsIn(root), ['0000', '0001']);
});
