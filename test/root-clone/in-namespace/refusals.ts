import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import {
  type CloneMachine,
  mountDisk,
  newFileSystem,
  newMachine,
  removeDisk,
  textIn,
} from '../../fixtures/clone-machine.ts';
import { emptyUdev, mountsBelow, sh } from '../../fixtures/esp-machine.ts';
import { ownRun, wholeOf } from '../../fixtures/tree-machine.ts';
import { rootClone, statesOf } from '../../support/clone-call.ts';

// Where root-clone must not write. What it would write into is judged by what is mounted, and not by what is named.

t.setTimeout(540_000);
ownRun();
emptyUdev();

/** A call that is refused, with and without --dry-run: it names something, and leaves everything as it was. */
async function isRefused(
  test: Pick<typeof t, 'match' | 'ok' | 'strictSame'>,
  { place }: CloneMachine,
  args: readonly string[],
  what: string,
  ...named: readonly string[]
): Promise<void> {
  const before = [wholeOf(place), mountsBelow(place)];
  for (const more of [[], ['--dry-run']]) {
    const run = await rootClone([...args, ...more]);
    test.match(run, { status: 1, out: '' }, `${what}: ${run.err}`);
    for (const name of named) test.ok(run.err.includes(name), `${what}: ${name} in ${run.err}`);
    test.strictSame([wholeOf(place), mountsBelow(place)], before, what);
  }
}

t.test('directories that are no other root', async (t) => {
  const machine = newMachine(t);
  const { place, from, to, mapFile } = machine;
  const given = ['--map', mapFile];
  await isRefused(t, machine, [...given, '--from', from, '--to', '/'], 'the root itself');
  await isRefused(t, machine, [...given, '--from', from, '--to', from], 'the source itself', from);
  mkdirSync(join(to, 'template'));
  await isRefused(
    t,
    machine,
    [...given, '--from', join(to, 'template'), '--to', to],
    'around the source',
    to,
  );
  symlinkSync(to, join(place, 'link'));
  const byLink = [...given, '--from', join(place, 'link/template'), '--to', to];
  await isRefused(t, machine, byLink, 'around the source, by a symlink', to);
  mkdirSync(join(place, 'plain'));
  await isRefused(t, machine, [...given, '--from', from, '--to', join(place, 'plain')], 'nothing is mounted');
  await isRefused(t, machine, [...given, '--from', from, '--to', join(place, 'missing')], 'not there');
  sh('umount "$1/boot"', to);
  const onBoot = [...given, '--from', from, '--to', join(from, 'boot')];
  await isRefused(t, machine, onBoot, 'a file system of the source', join(from, 'boot'));
  const run = await rootClone([...given, '--from', from, '--to', '/', '--mount']);
  t.match(run, { status: 2, out: '' });
});

t.test('file systems that are in use, or no new ones', async (t) => {
  const machine = newMachine(t);
  const { place, from, to, args, newRoot, newBoot, root, mapFile, map } = machine;
  const other = join(place, 'other');
  mkdirSync(other);

  sh('mount "$1" "$2"', newBoot.device, other);
  await isRefused(t, machine, args, 'mounted elsewhere, too', newBoot.device, other);
  sh('umount "$1"', other);

  const stranger = newFileSystem();
  t.teardown(() => removeDisk(stranger));
  mountDisk(stranger, join(to, 'srv'));
  await isRefused(t, machine, args, 'no new device of the map', stranger.device);
  sh('umount "$1/srv"', to);
  sh('mount -t tmpfs tmpfs "$1/srv"', to);
  await isRefused(t, machine, args, 'on no block device', join(to, 'srv'));
  sh('umount "$1/srv"', to);

  sh('mount -o remount,bind,ro "$1"', to);
  await isRefused(t, machine, args, 'a mount that is read-only', to);
  sh('mount -o remount,bind,rw "$1"; mount -o remount,ro "$1/boot"', to);
  await isRefused(t, machine, args, 'a file system that is read-only', join(to, 'boot'));
  sh('mount -o remount,rw "$1/boot"', to);

  writeFileSync(mapFile, map.replace(/^(\S+) (\S+)/, '$2 $1'));
  await isRefused(t, machine, args, 'a map the other way round', newRoot.device);
  writeFileSync(mapFile, map);

  sh('umount "$1/boot"', to);
  await isRefused(t, machine, args, 'a peer that is not mounted', newBoot.device, join(to, 'boot'));
  sh('mount "$1" "$2/boot"; umount "$3/boot"', newBoot.device, to, from);
  await isRefused(t, machine, args, 'the source is not mounted, but its peer is', join(from, 'boot'));
  sh('umount "$1/boot"', to);
  await isRefused(t, machine, args, 'neither is mounted', join(from, 'boot'));
  await isRefused(t, machine, [...args, '--mount'], 'neither is mounted, with --mount', join(from, 'boot'));
  sh('mount "$1" "$2/boot"; mount "$3" "$4/boot"', machine.boot.device, from, newBoot.device, to);
  t.equal(statesOf(await rootClone(args)), 'done same 0', 'and now it can be done');
  t.ok(textIn(to, 'etc/fstab').includes(newRoot.uuid) && !textIn(to, 'etc/fstab').includes(root.uuid));
});

t.test('a root whose counterpart no device is, a volume that is not open', async (t) => {
  const machine = newMachine(t);
  const { from, to, args, newRoot, mapFile, map } = machine;
  const closed = '6f3d1e52-0b7c-4d39-8a1f-c24e97b05d68';
  writeFileSync(mapFile, map.replaceAll(newRoot.uuid, closed));
  sh('umount "$1/boot" "$1"', to);
  await isRefused(t, machine, [...args, '--mount'], 'nothing is mounted', closed, from);
  await isRefused(t, machine, args, 'nothing is mounted, without --mount', closed, from);
});

t.test('a mount that fstab has, and that is absent', async (t) => {
  const machine = newMachine(t);
  const { place, from, args } = machine;
  const fstab = join(place, 'fstab');
  writeFileSync(fstab, `LABEL=x ${from}/boot ext4 nofail 0 0\n`);
  sh('[ -e /etc/fstab ] || touch /etc/fstab; mount --bind "$1" /etc/fstab; umount "$2/boot"', fstab, from);
  t.teardown(() => sh('umount /etc/fstab'));
  writeFileSync(join(from, 'etc/fstab'), ''); // it is the machine's that says so
  await isRefused(t, machine, args, 'absent', join(from, 'boot'));
});

t.test('more than the other disk has room for', async (t) => {
  const machine = newMachine(t, { newRoot: { mebibytes: 12 }, newBoot: { mebibytes: 4 } });
  const { from, to, args, newRoot, newBoot } = machine;
  sh('head -c 16M /dev/urandom >"$1/home/large"; head -c 5M /dev/urandom >"$1/boot/large"', from);
  await isRefused(t, machine, args, 'too small', newRoot.device, newBoot.device);
  sh('rm "$1/home/large" "$1/boot/large"', from);
  t.equal((await rootClone(args)).status, 0);
  t.ok(textIn(to, 'etc/fstab').includes(newRoot.uuid));
});

t.test('ids that the map does not have', async (t) => {
  const machine = newMachine(t);
  const { from, to, args } = machine;
  const fstab = textIn(from, 'etc/fstab');
  writeFileSync(join(from, 'etc/fstab'), `${fstab}UUID=dead-0001 none swap sw 0 0\n`);
  await isRefused(t, machine, args, 'fstab', 'UUID=dead-0001', '/etc/fstab');
  const kept = await rootClone([...args, '--keep', 'UUID=dead-0001']);
  t.equal(kept.status, 0, kept.err);
  t.ok(textIn(to, 'etc/fstab').includes('UUID=dead-0001 none swap'));
  writeFileSync(join(from, 'etc/fstab'), fstab);

  const entry = 'boot/loader/entries/arch-1.conf';
  const text = textIn(from, entry);
  writeFileSync(join(from, entry), `${text}options resume=UUID=dead-0002\n`);
  await isRefused(t, machine, args, 'an entry', 'UUID=dead-0002', entry);
  writeFileSync(join(from, entry), text);

  const cmdline = textIn(from, 'etc/kernel/cmdline');
  writeFileSync(join(from, 'etc/kernel/cmdline'), 'root=PARTUUID=dead-0003');
  await isRefused(t, machine, args, 'the command line', 'PARTUUID=dead-0003', 'etc/kernel/cmdline');
  writeFileSync(join(from, 'etc/kernel/cmdline'), cmdline);

  const third = newFileSystem();
  t.teardown(() => removeDisk(third));
  writeFileSync(join(from, 'etc/fstab'), `${fstab}UUID=${third.uuid} /srv ext4 defaults 0 2\n`);
  const run = await rootClone(args);
  t.equal(run.status, 0, `a third disk: ${run.err}`);
  t.ok(textIn(to, 'etc/fstab').includes(third.uuid));
});
