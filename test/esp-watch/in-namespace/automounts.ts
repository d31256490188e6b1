import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type Automount, newAutomount } from '../../fixtures/autofs.ts';
import { keptDevice, newDisk, newPlace, ownRun } from '../../fixtures/tree-machine.ts';
import { itemText, setText, startWatcher, type Watcher } from '../../support/esp-watch-call.ts';

// ESPs and trees below automounts, which are unmounted when nobody has looked for a while. A watcher that looks wakes them.

ownRun();
const quick = ['--settle', '0.2', '--hold', 'none'];

/** An automount, the device of the file system that it mounts, and a directory beside it. */
function newAuto(directories = 0) {
  const place = newPlace();
  const disk = newDisk(place, 'disk');
  mkdirSync(join(disk, 'data'));
  mkdirSync(join(disk, 'EFI/BOOT'), { recursive: true });
  writeFileSync(join(disk, 'data/file'), 'x');
  for (let number = 0; number < directories; number += 1)
    mkdirSync(join(disk, `many/${number}`), { recursive: true });
  const device = keptDevice(disk);
  const auto = join(place, 'auto');
  const beside = { directory: join(place, 'beside') };
  mkdirSync(auto);
  mkdirSync(beside.directory);
  const automount = newAutomount(auto);
  return { auto, disk, beside, automount, mount: () => automount.mount('ext4', device) };
}

/** It expires and is mounted again, several times. */
async function goAndCome(automount: Automount, mount: () => void, watcher: Watcher): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    automount.expire();
    await watcher.settled();
    mount();
    await watcher.settled();
  }
}

/** What it says when all is well: nothing but what -v adds. */
const said = (err: string) =>
  err.split('\n').filter((line) => line !== '' && !/: (watched|written|changed, but)/.test(line));

for (const directories of [10, 600])
  t.test(`an ESP of ${directories} directories that is asleep is written without being woken`, async (t) => {
    const { auto, beside, automount, mount } = newAuto(directories);
    const watcher = startWatcher(t, quick, setText(auto), { beside });
    await watcher.wrote(1);
    t.equal(automount.wokenUp(), 0);
    mount();
    await watcher.wrote(2);
    await watcher.follows(() => writeFileSync(join(auto, 'linux'), 'x'));
    // New ones are watched in another way.
    await watcher.follows(() => mkdirSync(join(auto, 'new/one'), { recursive: true }));
    await watcher.settled();
    const before = watcher.groups.length;
    await goAndCome(automount, mount, watcher);
    t.equal(watcher.groups.length, before, 'that it goes and comes is no change');
    automount.expire();
    await watcher.settled();
    t.equal(await watcher.stop(), 0);
    t.equal(watcher.groups.length, before);
    t.equal(automount.wokenUp(), 0);
    t.same(said(watcher.err()), []);
  });

t.test('a change right before an ESP falls asleep is written, at a stop, too', async (t) => {
  const { auto, automount, mount } = newAuto();
  mount();
  const slow = ['--settle', '60', '--max-wait', '60', '--hold', 'none'];
  const watcher = startWatcher(t, slow, setText(auto), {});
  await watcher.wrote(1);
  const woken = watcher.wokeUp();
  writeFileSync(join(auto, 'linux'), 'new');
  await woken;
  automount.expire();
  t.equal(await watcher.stop(), 0, watcher.err());
  t.equal(watcher.groups.length, 2, watcher.err());
  t.equal(automount.wokenUp(), 0);
});

t.test('a tree below an automount', async (t) => {
  const { auto, disk, beside, automount, mount } = newAuto();
  mount();
  const watcher = startWatcher(t, quick, itemText(join(auto, 'data')), { beside });
  await watcher.wrote(1);
  await watcher.settled();
  await goAndCome(automount, mount, watcher);
  t.equal(watcher.groups.length, 1, 'that it goes and comes is no change');
  automount.expire();
  await watcher.settled();
  writeFileSync(join(disk, 'data/other'), 'by another way, while it slept');
  await watcher.settled();
  t.equal(watcher.groups.length, 1);
  mount();
  await watcher.wrote(2);
  await watcher.follows(() => writeFileSync(join(auto, 'data/more'), 'x'));
  automount.expire();
  await watcher.settled();
  t.equal(await watcher.stop(), 0);
  t.equal(automount.wokenUp(), 0);
  t.same(said(watcher.err()), []);
});

t.test('a tree that is asleep at the start is written, and woken by nobody but its reader', async (t) => {
  const { auto, beside, automount, mount } = newAuto();
  const watcher = startWatcher(t, quick, itemText(join(auto, 'data')), { beside });
  await watcher.wrote(1);
  await watcher.settled();
  t.equal(automount.wokenUp(), 0);
  mount();
  await watcher.wrote(2);
  await watcher.follows(() => writeFileSync(join(auto, 'data/more'), 'x'));
  t.equal(await watcher.stop(), 0);
  t.equal(automount.wokenUp(), 0);
});
