import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import t from 'tap';
import { textIn } from '../../fixtures/clone-machine.ts';
import { emptyUdev, sh } from '../../fixtures/esp-machine.ts';
import { namesIn, newPlace, ownRun } from '../../fixtures/tree-machine.ts';
import { rootClone, statesOf } from '../../support/clone-call.ts';
import { needs } from '../../support/needs.ts';

// Roots on btrfs, whose subvolumes are several volumes of one file system, and lie in each other.

t.setTimeout(540_000);
ownRun();
emptyUdev();
const { skip } = needs('btrfs', 'mkfs.btrfs');

/** A new file system on a loop device, of which lsblk knows type and UUID; it ends with its test. */
function newDisk(test: Pick<typeof t, 'teardown'>, fstype: 'btrfs' | 'ext4') {
  const image = join(mkdtempSync(join(tmpdir(), 'clone-disk-')), 'image');
  sh('truncate -s 160M "$1"; "mkfs.$2" -q "$1" >/dev/null', image, fstype);
  const device = sh('losetup --find --show "$1"', image);
  const uuid = sh('blkid -p -s UUID -o value "$1"', device);
  const number = sh('lsblk --nodeps --noheadings --output MAJ:MIN "$1"', device);
  const database = `/run/udev/data/b${number}`;
  writeFileSync(database, `E:ID_FS_TYPE=${fstype}\nE:ID_FS_UUID=${uuid}\nE:ID_FS_UUID_ENC=${uuid}\n`);
  test.teardown(() => {
    rmSync(database);
    sh('umount --all-targets --recursive "$1" 2>/dev/null || :; losetup --detach "$1"', device);
    rmSync(dirname(image), { recursive: true });
  });
  return { device, uuid };
}

/** A root on a subvolume, with another one for /home, and the file system that it is cloned to. */
function newMachine(test: Pick<typeof t, 'teardown'>, fstype: 'btrfs' | 'ext4' = 'btrfs', hasHome = true) {
  const place = newPlace();
  const [from, to, top, mapFile] = ['from', 'to', 'top', 'map'].map((name) => join(place, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const directory of [from, to, top]) mkdirSync(directory);
  test.teardown(() => rmSync(place, { recursive: true }));
  const [old, fresh] = [newDisk(test, 'btrfs'), newDisk(test, fstype)];
  writeFileSync(mapFile, `UUID=${old.uuid} UUID=${fresh.uuid}\n`);
  sh(
    'mount "$1" "$2"; cd "$2"; btrfs -q subvolume create @; btrfs -q subvolume create @home; cd /; umount "$2"',
    old.device,
    top,
  );
  sh(
    'mount -o subvol=/@ "$1" "$2"; cd "$2"; mkdir -p home etc/kernel boot/loader/entries var/lib usr',
    old.device,
    from,
  );
  if (hasHome) sh('mount -o subvol=/@home "$1" "$2/home"; echo hi >"$2/home/f"', old.device, from);
  const id = (path: string) => sh('btrfs inspect-internal rootid "$1"', path);
  writeFileSync(
    join(from, 'etc/fstab'),
    `UUID=${old.uuid} / btrfs rw,compress=zstd:1,subvolid=${id(from)},subvol=/@ 0 0\n${
      hasHome ? `UUID=${old.uuid} /home btrfs rw,subvolid=${id(join(from, 'home'))} 0 0\n` : ''
    }`,
  );
  writeFileSync(
    join(from, 'boot/loader/entries/a.conf'),
    `title A\nlinux /linux\noptions root=UUID=${old.uuid} rootflags=subvol=@ rootfstype=btrfs rw\n`,
  );
  return { from, to, top, old, fresh, args: ['--map', mapFile, '--from', from, '--to', to] };
}

t.test('subvolumes that lie in others', { skip }, async (t) => {
  const { from, to, fresh, args } = newMachine(t);
  sh(
    `cd "$1"; btrfs -q subvolume create var/lib/machines; echo data >var/lib/machines/data; btrfs -q subvolume create home/db
     echo rows >home/db/table; btrfs -q subvolume create "home/db/a b"; echo deep >"home/db/a b/x"; btrfs -q subvolume snapshot -r . snapshot >/dev/null`,
    from,
  );
  for (const states of ['done same 0', 'done same 0']) {
    const run = await rootClone([...args, '--mount']);
    t.equal(statesOf(run), states, run.err);
    t.ok(run.err.includes(join(from, 'snapshot')), 'what is not copied is named');
  }
  sh('mount -o subvol=/@ "$1" "$2"; mount -o subvol=/@home "$1" "$2/home"', fresh.device, to);
  t.equal(
    textIn(to, 'etc/fstab'),
    [
      `UUID=${fresh.uuid} / btrfs rw,compress=zstd:1,subvol=/@ 0 0`,
      `UUID=${fresh.uuid} /home btrfs rw,subvol=/@home 0 0\n`,
    ].join('\n'),
  );
  for (const path of ['var/lib/machines/data', 'home/f', 'home/db/table', 'home/db/a b/x'])
    t.ok(existsSync(join(to, path)), path);
  for (const path of ['var/lib/machines', 'home/db', 'home/db/a b'])
    t.equal(sh('stat -c %i "$1"', join(to, path)), '256', `${path} is a subvolume`);
  t.notOk(existsSync(join(to, 'snapshot')));
  const left = await rootClone([...args, '--exclude', '/home/db']);
  t.equal(left.status, 0, left.err);
  t.notOk(left.steps.some(({ target }) => target.includes('/home/db')));
  t.ok(existsSync(join(to, 'home/db/table')), 'what is excluded stays');
});

t.test('the default subvolume is what the root is, where it is in the source', { skip }, async (t) => {
  const { from, to, fresh, args } = newMachine(t);
  const byDefault = () => sh('btrfs subvolume get-default "$1"', to).replace(/^.* path /, '');
  t.equal((await rootClone([...args, '--mount'])).status, 0);
  sh('mount -o subvol=/@ "$1" "$2"; mount -o subvol=/@home "$1" "$2/home"', fresh.device, to);
  t.equal(byDefault(), 'ID 5 (FS_TREE)');
  sh('btrfs subvolume set-default "$1"', from);
  t.equal((await rootClone(args)).status, 0);
  t.equal(byDefault(), '@');
  sh('btrfs subvolume set-default "$1/home"', from);
  const other = await rootClone(args);
  t.match(other.err, /default subvolume/);
  t.equal(byDefault(), '@');
});

t.test('a file system of another type', { skip }, async (t) => {
  const { from, to, fresh, args } = newMachine(t, 'ext4', false);
  sh('btrfs property set "$1/usr" compression zstd; echo x >"$1/usr/f"', from);
  for (let count = 0; count < 2; count += 1) {
    const run = await rootClone([...args, '--mount']);
    t.equal(run.status, 0, run.err);
  }
  sh('mount "$1" "$2"', fresh.device, to);
  t.equal(textIn(to, 'etc/fstab'), `UUID=${fresh.uuid} / ext4 rw 0 0\n`);
  t.equal(
    textIn(to, 'boot/loader/entries/a.conf'),
    `title [clone] A\nlinux /linux\noptions root=UUID=${fresh.uuid} rootfstype=ext4 rw\n`,
  );
  t.ok(namesIn(join(to, 'usr')).includes('f'));
});

t.test('one that has no subvolumes, for several', { skip }, async (t) => {
  const { from, to, fresh, args } = newMachine(t, 'ext4');
  for (const more of [[], ['--dry-run']]) {
    const run = await rootClone([...args, '--mount', ...more]);
    t.match(run, { status: 1, out: '' });
    for (const word of [fresh.device, join(from, 'home')]) t.ok(run.err.includes(word), run.err);
  }
  t.strictSame(namesIn(to), []);
});
