import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { sh } from '../../fixtures/esp-machine.ts';
import { keptDevice, newDisk, newPlace, ownRun } from '../../fixtures/tree-machine.ts';
import { itemText, startWatcher, until } from '../../support/esp-watch-call.ts';
import { itemRecord, treeMirrorBinary } from '../../support/tree-call.ts';

// Trees and ESPs on file systems that are unmounted, and mounted again.

ownRun();
const quick = ['--settle', '0.2', '--hold', 'none'];
const gone = 'it will be watched when it is there';

/** A tree on a disk that no fstab has, over a directory of the same name, and a directory beside it. */
function newTree() {
  const place = newPlace();
  mkdirSync(join(place, 'base/data'), { recursive: true });
  const base = newDisk(place, 'base');
  const device = keptDevice(base);
  const source = join(base, 'data');
  mkdirSync(source);
  for (const name of ['a', 'b', 'c']) writeFileSync(join(source, name), 'precious');
  const beside = { directory: join(place, 'beside') };
  mkdirSync(beside.directory);
  return { place, base, device, source, beside };
}

for (const [how, args] of [
  ['umount', []],
  ['umount --lazy', ['--lazy']],
] as const) {
  t.test(`${how} of the file system below SOURCE: DEST stays as it is`, async (t) => {
    const { place, base, device, source } = newTree();
    const copy = join(newDisk(place, 'to'), 'copy');
    mkdirSync(copy);
    // A run of rsync that reads it keeps it from being unmounted, for a moment.
    const unmount = () =>
      until(() => spawnSync('umount', [...args, base], { stdio: 'ignore' }).status === 0, 'unmounting');
    const call = [...quick, '--rescan', '1', '--exec', treeMirrorBinary];
    const watcher = startWatcher(t, call, itemRecord(`${source}/`, [copy]));
    await until(() => readdirSync(copy).length === 3, 'the first copy');
    await unmount();
    await until(() => watcher.err().includes(gone), 'noticing');
    writeFileSync(join(source, 'bare'), 'below the mount');
    await watcher.wokeUp(3);
    t.same(readdirSync(copy), ['a', 'b', 'c']);
    sh('mount "$1" "$2"', device, base);
    writeFileSync(join(source, 'd'), 'more');
    await until(() => readdirSync(copy).length === 4, 'the copy of what came back');
    t.match(watcher.err(), /back, and watched again/);
    await unmount();
    t.equal(await watcher.stop(), 0, watcher.err());
    t.same(readdirSync(copy), ['a', 'b', 'c', 'd'], 'nor at a stop right after');
  });
}

t.test('the item that is handed on says on which mount SOURCE is', async (t) => {
  const { base, source } = newTree();
  const watcher = startWatcher(t, quick, itemText(source));
  await watcher.wrote(1);
  const [id = '', majmin = ''] = sh('findmnt -no ID,MAJ:MIN "$1"', base).split(/ +/);
  t.equal(JSON.parse(watcher.groups[0] ?? '').items[0].source_mount, `${id} ${majmin} /`);
  t.equal(await watcher.stop(), 0);
});

t.test('another disk in its place is not taken for it', async (t) => {
  const { place, base, source, beside } = newTree();
  // Made beforehand: a look between its mounting and its directory would say that there is none.
  const other = newDisk(place, 'other');
  mkdirSync(join(other, 'data'));
  const watcher = startWatcher(t, quick, itemText(source), { beside });
  await watcher.wrote(1);
  sh('umount "$1"', base);
  sh('mount "$1" "$2"', keptDevice(other), base);
  await until(() => watcher.err().includes('is not on'), 'noticing');
  writeFileSync(join(source, 'other'), 'x');
  await watcher.settled();
  t.equal(watcher.groups.length, 1);
  t.equal(await watcher.stop(), 0);
});

t.test('an ESP that is mounted nowhere is watched where it gets mounted', async (t) => {
  const { base, device, beside } = newTree();
  sh('umount "$1"', base);
  const row = `booted esp unmounted 0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6 ${device} - -`;
  const set = `#ROLE KIND STATE PARTUUID DEVICE UUID MOUNTPOINT\n${row}\n\n`;
  const watcher = startWatcher(t, quick, set, { beside });
  await watcher.wrote(1);
  sh('mount "$1" "$2"', device, base);
  await watcher.wrote(2);
  await watcher.follows(() => writeFileSync(join(base, 'linux'), 'x'));
  t.equal(await watcher.stop(), 0);
});

t.test('mounts are noticed though findmnt was killed', async (t) => {
  const { base, source } = newTree();
  const watcher = startWatcher(t, quick, itemText(source));
  await watcher.wrote(1);
  const findmnt = () => sh('pgrep --parent "$1" findmnt || :', String(watcher.child.pid));
  const first = findmnt();
  t.not(first, '');
  sh('kill -9 "$1"', first);
  await until(() => findmnt() !== '' && findmnt() !== first, 'another one');
  sh('umount --lazy "$1"', base);
  await until(() => watcher.err().includes(gone), 'noticing');
  t.equal(await watcher.stop(), 0);
});
