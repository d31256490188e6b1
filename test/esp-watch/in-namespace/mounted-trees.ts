import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { newRoot, removeRoot, sh } from '../../fixtures/esp-machine.ts';
import { itemText, startWatcher, until, type Watcher } from '../../support/esp-watch-call.ts';
import { needs } from '../../support/needs.ts';

// Sync items whose SOURCE is below a mount.

const quick = ['--settle', '0.2', '--hold', 'none'];

/** A file system on a loop device, mounted at `disk` below a root of its own, with directories in `disk/data`. */
function newDisk(test: Pick<typeof t, 'teardown'>, type: 'ext4' | 'btrfs') {
  const root = newRoot('disk', 'beside');
  const [disk, image] = [join(root, 'disk'), join(root, 'image')];
  sh('truncate -s 200M "$2"; "mkfs.$1" -q "$2"', type, image);
  sh('mount -o loop "$1" "$2"', image, disk);
  test.teardown(() => {
    sh('mountpoint -q "$1" && umount "$1"; :', disk);
    removeRoot(root);
  });
  const make = type === 'btrfs' ? 'btrfs -q subvolume create "$1" >/dev/null' : 'mkdir "$1"';
  sh(`${make}; for i in $(seq 9); do mkdir "$1/$i"; done`, join(disk, 'data'));
  return { root, disk, data: join(disk, 'data'), beside: { directory: join(root, 'beside') } };
}

/** How many processes of inotifywait a watcher has: one for each item that is watched. */
function inotifywaitsOf({ child }: Watcher): number {
  const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ');
  return children.filter((pid) => pid !== '' && readFileSync(`/proc/${pid}/comm`, 'utf8') === 'inotifywait\n')
    .length;
}

for (const type of ['ext4', 'btrfs'] as const) {
  t.test(`${type}: what is watched can be unmounted`, needs(`mkfs.${type}`), async (t) => {
    const { disk, data, beside } = newDisk(t, type);
    const watcher = startWatcher(t, quick, itemText(data), { beside });
    await watcher.wrote(1);
    await watcher.settled();
    t.equal(inotifywaitsOf(watcher), 2);
    const before = watcher.groups.length;
    writeFileSync(join(data, '9/file'), 'x');
    await watcher.wrote(before + 1);
    await watcher.settled();
    const written = watcher.groups.length;
    sh('umount "$1"', disk);
    await until(() => watcher.err().includes('will be watched when it is there'), 'noticing');
    await watcher.settled();
    t.equal(watcher.groups.length, written, 'its absence is not written');
    t.equal(inotifywaitsOf(watcher), 1, 'only what is beside it');
    t.equal(await watcher.stop(), 0);
  });
}

t.test('another subvolume below is another file system', needs('mkfs.btrfs'), async (t) => {
  const { data, beside } = newDisk(t, 'btrfs');
  sh('btrfs -q subvolume snapshot "$1" "$1/1/snapshot" >/dev/null', data);
  const watcher = startWatcher(t, quick, itemText(data), { beside });
  await watcher.wrote(1);
  await watcher.settled();
  const before = watcher.groups.length;
  writeFileSync(join(data, '1/snapshot/2/file'), 'x');
  sh('btrfs -q subvolume snapshot "$1" "$1/2/later" >/dev/null', data);
  await watcher.wrote(before + 1);
  await watcher.settled();
  const after = watcher.groups.length;
  writeFileSync(join(data, '2/later/3/file'), 'x');
  await watcher.settled();
  t.equal(watcher.groups.length, after);
  writeFileSync(join(data, '3/file'), 'x');
  await watcher.wrote(after + 1);
  t.equal(await watcher.stop(), 0);
});

t.test('without inotify-tools it says what to install, and watches', async (t) => {
  const { root, data, beside } = newDisk(t, 'ext4');
  sh('mkdir "$1/bin"; mount -t tmpfs bin "$1/bin"; mkdir "$1/bin/up" "$1/bin/work"', root);
  sh('mount -t overlay -o "lowerdir=/usr/bin,upperdir=$1/bin/up,workdir=$1/bin/work" bin /usr/bin', root);
  t.teardown(() => sh('umount --lazy /usr/bin "$1/bin"', root));
  sh('rm -f /usr/bin/inotifywait /usr/bin/fsnotifywait');
  const watcher = startWatcher(t, quick, itemText(data), { beside });
  await watcher.wrote(1);
  t.equal(watcher.err().split('install inotify-tools').length, 2, 'once');
  for (const path of ['9/file', 'new/file']) {
    sh('mkdir -p "$(dirname "$1")"', join(data, path));
    await watcher.settled();
    const before = watcher.groups.length;
    writeFileSync(join(data, path), 'x');
    await watcher.wrote(before + 1);
  }
  t.equal(await watcher.stop(), 0);
});
