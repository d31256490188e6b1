import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cached, sourceOf } from '../host/cache.ts';
import { run } from '../host/run.ts';
import type { GuestBase } from './base.ts';

/** Who makes an initrd. */
export type InitrdMaker = 'initramfs-tools' | 'dracut' | 'mkinitcpio' | 'mkinitcpio-systemd';

/** The directory of mkinitcpio's source, which Debian does not have; undefined: it is not tested. */
export const mkinitcpioSource = process.env['TWINROOT_MKINITCPIO'];

/** The array of md that a root may be on: initrds know it by name, as installers write it. */
export const arrayUuid = '3f1c9a52:7be04d16:a85f20c3:9d64e7b1';
const arrayLine = `ARRAY /dev/md0 metadata=1.2 UUID=${arrayUuid}`;

/**
 * mkinitcpio from its source, in Debian's places. It says that something is missing that only Arch has, and makes an image.
 * Source: mkinitcpio's meson.build, for what it puts in the places of the words in @.
 */
function mkinitcpio(version: string, hooks: string): string {
  return `library=/usr/lib/initcpio; mkdir -p $library
cp -r /files/mkinitcpio/. $library/; cp /bin/busybox $library/busybox
sed -i 's,@INITCPIO_LIBDIR@,/usr/lib/initcpio,g; s,@INITCPIO_SYSCONFDIR@,/etc/initcpio,g; s,@SYSCONFDIR@,/etc,g
s,@BINDIR@,/usr/sbin:/usr/bin,g; s,@UDEVD_PATH@,/usr/lib/systemd/systemd-udevd,g; s,@TMPFILES_PATH@,/usr/bin/systemd-tmpfiles,g
s,@VERSION@,0,g' $library/mkinitcpio $library/functions $library/init* $library/hooks/* $library/install/*
ln -sf x86_64-linux-gnu/libkmod.so.2 /usr/lib/libkmod.so.2
libraries=$(cd /usr/lib/x86_64-linux-gnu; ls -d $PWD/lib*.so.? | grep -E 'lib(acl|blkid|kmod|mount|seccomp)[.]' | xargs)
echo '${arrayLine}' >/etc/mdadm.conf
extra=; [ ! -e $library/install/twinroot-degraded ] || extra=twinroot-degraded
echo "MODULES=(virtio_pci virtio_blk btrfs ext4 raid1) BINARIES=($libraries) HOOKS=(${hooks} modconf mdadm_udev $extra)" >/etc/mkinitcpio.conf
bash $library/mkinitcpio -k ${version} -g /initrd >&2 || test -s /initrd`;
}

const workspace = join(import.meta.dirname, '../../..');
const installFiles = join(workspace, 'packages/build-tools/src/install-files.ts');

/** How each is called in the root of a guest, for every machine: what it would find out about this host is wrong there. */
const make: Record<InitrdMaker, (version: string) => string> = {
  'initramfs-tools': (version) => `MODULES=most mkinitramfs -o /initrd ${version}`,
  dracut: (version) => `dracut --no-hostonly --mdadmconf --add 'btrfs mdraid' --kver ${version} /initrd`,
  mkinitcpio: (version) => mkinitcpio(version, 'base udev'),
  'mkinitcpio-systemd': (version) => mkinitcpio(version, 'base systemd'),
};

/** Runs a script in the root of a guest that stays as it is: what is written goes to a file system in memory. */
const inCopy = `set -eu; tree=$1 memory=$2 script=$3
mount -t tmpfs tmpfs "$memory"
mkdir "$memory/upper" "$memory/work" "$memory/root"
mount -t overlay -o "lowerdir=$tree,upperdir=$memory/upper,workdir=$memory/work" overlay "$memory/root"
for name in dev proc sys; do mount --rbind "/$name" "$memory/root/$name"; done
mkdir -p "$memory/root/files"; mount --bind "$memory.files" "$memory/root/files"
LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot "$memory/root" sh -euc "$script"
cp "$memory/root/initrd" "$memory.files/initrd"`;

/** The text of all hooks of this project. */
function hookTexts(): readonly string[] {
  return readdirSync(join(workspace, 'hooks'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
    .map((path) => readFileSync(path, 'utf8'));
}

/**
 * An initrd of a distribution's own maker for the kernel of a guest, with the hooks of this project or without.
 *
 * @param lacks a module that was not there when it was made
 */
export async function prepareInitrd(
  base: GuestBase,
  maker: InitrdMaker,
  hasHooks: boolean,
  lacks: string | null = null,
): Promise<string> {
  const key = [
    ...[base.directory, ...(hasHooks ? hookTexts() : []), ...sourceOf('guest/initrds.ts')],
    ...(lacks === null ? [] : [lacks]),
  ];
  const directory = await cached(`initrd-${maker}`, key, async (target) => {
    const memory = mkdtempSync(join(tmpdir(), 'initrd-'));
    const files = `${memory}.files`;
    try {
      mkdirSync(join(files, 'hooks'), { recursive: true });
      if (hasHooks)
        await run(process.execPath, [
          installFiles,
          '--unitdir',
          '/usr/lib/systemd/system',
          join(files, 'hooks'),
        ]);
      rmSync(join(files, 'hooks/usr/bin'), { recursive: true, force: true });
      if (maker.startsWith('mkinitcpio'))
        cpSync(mkinitcpioSource ?? '/nonexistent', join(files, 'mkinitcpio'), { recursive: true });
      const script = [
        'cp -a /files/hooks/. /',
        `[ ! -d /etc/mdadm ] || echo '${arrayLine}' >>/etc/mdadm/mdadm.conf`,
        ...(lacks === null
          ? []
          : [`find /usr/lib/modules -name '${lacks}.ko*' -delete; depmod "$(ls /usr/lib/modules)"`]),
        make[maker]('"$(ls /usr/lib/modules)"'),
      ].join('\n');
      const args = ['sh', '-c', inCopy, 'sh', base.tree, memory, script];
      const options = ['--mount', '--propagation', 'private', '--'];
      writeFileSync(join(target, 'log'), await run('unshare', [...options, ...args], { seconds: 900 }));
      cpSync(join(files, 'initrd'), join(target, 'initrd'));
    } finally {
      rmSync(memory, { recursive: true });
      rmSync(files, { recursive: true });
    }
  });
  return join(directory, 'initrd');
}
