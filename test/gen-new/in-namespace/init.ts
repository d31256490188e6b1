import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { sh } from '../../fixtures/esp-machine.ts';
import { fillRoot } from '../../fixtures/generations-root.ts';
import { binaryOf } from '../../support/binaries.ts';
import { call } from '../../support/call.ts';

// A btrfs without a tree of generations, and what --init makes of it.

t.setTimeout(300_000);

interface Plain {
  readonly device: string;
  readonly mnt: string;
  readonly directory: string;
}

function newBtrfs(t: Test): Plain {
  const directory = mkdtempSync(join(tmpdir(), 'init-'));
  const [image, mnt] = [join(directory, 'image'), join(directory, 'mnt')];
  mkdirSync(mnt);
  sh('truncate -s 300M "$1"; mkfs.btrfs -q "$1" >/dev/null', image);
  const device = sh('losetup --find --show "$1"', image);
  sh('mount -o subvolid=5 "$1" "$2"', device, mnt);
  t.teardown(() => {
    sh('umount --all-targets "$1" || :; losetup --detach "$1"', device);
    rmSync(directory, { recursive: true });
  });
  return { device, mnt, directory };
}

const gen = (...args: readonly string[]) => call(binaryOf('gen-new'), args);
const generationsOf = ({ out }: { out: string }) =>
  JSON.parse(out).generations as { id: string; current: number }[];
const treeOf = (directory: string) =>
  sh(
    'cd "$1"; find . -xdev -path ./run -prune -o -exec stat -c "%n %s %Y %a" {} + | sort | sha256sum',
    directory,
  );

t.test('an empty btrfs', async (t) => {
  const { mnt, device } = newBtrfs(t);
  const answer = await gen('--init', '--top', mnt, '--json');
  t.match(answer, { status: 0 });
  const [first] = generationsOf(answer);
  t.match(generationsOf(answer), [{ state: 'sealed', current: 0, path: `snapshots/${first?.id}/@` }]);
  t.strictSame(readdirSync(mnt).toSorted(), ['commons', 'current', 'fstab', 'links', 'next', 'snapshots']);
  t.strictSame(readdirSync(join(mnt, 'current')), ['0', '1', '2', '3']);
  t.strictSame(readdirSync(join(mnt, 'commons')).toSorted(), ['@home', '@var@cache', '@var@log', '@var@tmp']);
  const uuid = sh('blkid -o value -s UUID "$1"', device);
  t.match(
    readFileSync(join(mnt, 'fstab'), 'utf8'),
    `UUID=${uuid} / btrfs subvol=CURRENT_SNAPSHOTS_PATH/@,ro 0 0\n`,
  );
  t.match(await gen('--init', '--top', mnt), { status: 1, err: /already/ });
  // What is installed by hand then is the base of the next one.
  fillRoot(join(mnt, 'current/0/@'));
  const next = await gen('--top', mnt, '--json', '--', 'sh', '-c', 'echo >/home/there');
  t.match(next, { status: 0 });
  t.ok(existsSync(join(mnt, 'commons/@home/there')));
});

t.test('out of a root that is a plain subvolume', async (t) => {
  const { mnt, device, directory } = newBtrfs(t);
  const [old, root] = [join(mnt, '@rootfs'), join(directory, 'root')];
  sh('btrfs subvolume create "$1"', old);
  fillRoot(old);
  mkdirSync(root);
  sh('mount -o subvol=@rootfs "$1" "$2"', device, root);
  writeFileSync(join(old, 'home/mine'), 'mine');
  writeFileSync(join(old, 'var/log/old'), 'old log');
  const fstab =
    'UUID=a / btrfs defaults,subvol=@rootfs,noatime 0 0\nUUID=1234-5678 /boot/efi vfat umask=0077 0 1\n';
  writeFileSync(join(old, 'etc/fstab'), fstab);
  const before = treeOf(old);
  const answer = await gen('--init', '--sysroot', root, '--json');
  t.match(answer, { status: 0 });
  const [first] = generationsOf(answer);
  const made = join(mnt, 'snapshots', first?.id ?? '', '@');
  t.equal(treeOf(old), before, 'nothing of the root is changed');
  t.match(readFileSync(join(mnt, 'fstab'), 'utf8'), 'UUID=1234-5678 /boot/efi vfat umask=0077 0 1\n');
  t.match(
    readFileSync(join(made, 'etc/fstab'), 'utf8'),
    `UUID=a / btrfs subvol=/snapshots/${first?.id}/@,ro,noatime 0 0\n`,
  );
  t.equal(sh('btrfs property get -ts "$1" ro', made), 'ro=true');
  t.equal(
    readFileSync(join(mnt, 'commons/@home/mine'), 'utf8'),
    'mine',
    'what becomes common has what was there',
  );
  t.equal(readFileSync(join(mnt, 'commons/@var@log/old'), 'utf8'), 'old log');
  t.strictSame(readdirSync(join(made, 'home')), [], 'and is not kept twice');
  t.ok(existsSync(join(made, 'boot/vmlinuz-6.12.0-lts')));
  // As when a run is killed before the links.
  rmSync(join(mnt, 'current'));
  t.match(await gen('--init', '--sysroot', root), { status: 0 });
  t.match(readlinkSync(join(mnt, 'current')), /^\.\/links\//);
  t.match(
    await gen('--sysroot', root, '--', 'true'),
    { status: 1, err: /true/ },
    'a program that is not there',
  );
  t.match(await gen('--sysroot', root), { status: 0, err: /is sealed/ });
});

t.test('out of a root that is the top', async (t) => {
  const { mnt } = newBtrfs(t);
  fillRoot(mnt);
  sh('mkdir "$1/commons-of-mine"', mnt);
  const answer = await gen('--init', '--sysroot', mnt, '--json');
  t.match(answer, { status: 0 });
  const [first] = generationsOf(answer);
  const names = readdirSync(join(mnt, 'snapshots', first?.id ?? '', '@'));
  t.ok(names.includes('bin') && names.includes('commons-of-mine'));
  for (const name of ['snapshots', 'links', 'next', 'commons', 'fstab']) t.notOk(names.includes(name), name);
});

t.test('a kernel in a /boot of its own', async (t) => {
  const { mnt, device, directory } = newBtrfs(t);
  const [old, root] = [join(mnt, '@'), join(directory, 'root')];
  sh('btrfs subvolume create "$1"', old);
  fillRoot(old);
  mkdirSync(root);
  sh(
    'mount -o subvol=@ "$1" "$2"; cp -a "$3/boot" "$2/elsewhere"; rm "$2"/boot/*; mount -t tmpfs boot "$2/boot"; mv "$2"/elsewhere/* "$2/boot"; rmdir "$2/elsewhere"; mkdir "$2/boot/EFI"; touch "$2/boot/mine"',
    device,
    root,
    old,
  );
  const answer = await gen('--init', '--sysroot', root, '--json');
  sh('umount "$1/boot"', root);
  t.match(answer, { status: 0 });
  const boot = join(mnt, 'snapshots', generationsOf(answer)[0]?.id ?? '', '@/boot');
  t.strictSame(readdirSync(boot).toSorted(), ['initramfs-6.12.0-lts.img', 'vmlinuz-6.12.0-lts']);
});

t.test('what holds something else is left alone', async (t) => {
  const { mnt } = newBtrfs(t);
  writeFileSync(join(mnt, 'photos'), 'x');
  t.match(await gen('--init', '--top', mnt), { status: 1, out: '', err: /not empty \(photos\)/ });
  t.strictSame(readdirSync(mnt), ['photos']);
  t.match(await gen('--init', '--top', tmpdir()), { status: 1, err: /not where a btrfs is mounted/ });
});

t.test('a /var that leads elsewhere is left alone', async (t) => {
  const { mnt, device, directory } = newBtrfs(t);
  const [old, root, elsewhere] = [join(mnt, '@'), join(directory, 'root'), join(directory, 'elsewhere')];
  sh('btrfs subvolume create "$1"', old);
  fillRoot(old);
  mkdirSync(join(elsewhere, 'log'), { recursive: true });
  writeFileSync(join(elsewhere, 'log/kept'), 'x');
  sh(
    'rm -r "$1/var"; ln -s "$2" "$1/var"; mkdir "$3"; mount -o subvol=@ "$4" "$3"',
    old,
    elsewhere,
    root,
    device,
  );
  t.match(await gen('--init', '--sysroot', root), { status: 0 });
  t.strictSame(readdirSync(join(elsewhere, 'log')), ['kept']);
  t.strictSame(
    readdirSync(join(mnt, 'commons')),
    ['@home'],
    'what is not in the root does not become common',
  );
});

t.test(
  'a /var that fstab mounts is left alone, and a root that is mounted read-only is none to write',
  async (t) => {
    const { mnt, device, directory } = newBtrfs(t);
    const [old, root] = [join(mnt, '@'), join(directory, 'root')];
    sh('btrfs subvolume create "$1"', old);
    fillRoot(old);
    mkdirSync(join(old, 'usr/bin'), { recursive: true });
    writeFileSync(join(old, 'usr/bin/dpkg'), '');
    writeFileSync(join(old, 'etc/fstab'), 'UUID=a / btrfs subvol=@ 0 0\nUUID=b /var ext4 defaults 0 2\n');
    sh(
      'mkdir "$1"; umount "$2"; mount -o ro,subvol=@ "$3" "$1"; mount -t tmpfs run "$1/run"',
      root,
      mnt,
      device,
    );
    const dry = await gen('--init', '--sysroot', root, '--dry-run', '--json');
    t.match(dry, { status: 0, err: /\/var\/lib\/dpkg is on \/var, which is no part of a generation/ });
    t.strictSame(
      JSON.parse(dry.out).steps.map(({ operation, path }: Record<string, string>) => `${operation} ${path}`),
      [
        'write fstab',
        'make commons/@home',
        'snapshot snapshots/ID/@',
        'write snapshots/ID/@/etc/fstab',
        'seal snapshots/ID/@',
        'turn current',
      ],
    );
    const answer = await gen('--init', '--sysroot', root, '--json');
    t.match(answer, { status: 0, err: /\/var\/lib\/dpkg is on/ }, answer.err);
    t.match(sh('grep " $1 " /proc/self/mountinfo', root), / ro,/, 'it is still read-only');
    sh('mount -o subvolid=5 "$1" "$2"', device, mnt);
    t.strictSame(readdirSync(join(mnt, 'commons')), ['@home']);
    t.match(await gen('--sysroot', root, '--', 'sh', '-c', 'echo >/home/there'), { status: 0 });
    t.ok(existsSync(join(mnt, 'commons/@home/there')));
    sh('umount "$1/run"', root);
  },
);

t.test('a root that is the top, and has a directory of such a name', async (t) => {
  const { mnt } = newBtrfs(t);
  fillRoot(mnt);
  sh('mkdir "$1/links"; echo mine >"$1/links/mine"', mnt);
  t.match(await gen('--init', '--sysroot', mnt), { status: 1, out: '', err: /links of its own/ });
  t.strictSame(readdirSync(join(mnt, 'links')), ['mine']);
  t.notOk(existsSync(join(mnt, 'snapshots')));
});
