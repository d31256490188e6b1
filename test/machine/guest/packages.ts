import { machineId } from './configure.ts';
import { commandLineOf } from './entry.ts';

// Scripts for a guest in which package managers bring kernels. A kernel is the guest's own with a tail, so that no two are
// equal; the one that all are made from is kept in /root, off the ESPs.

const kept = '/root/kernel';

/** Keeps what kernels are made from. */
export const keepKernel = `mkdir -p ${kept}; cp /efi0/${machineId}/6.12.1/linux /efi0/${machineId}/6.12.1/initrd ${kept}/`;

/** The same of a root with Debian's own in /boot. */
export const keepDebianKernel = `mkdir -p ${kept}; cp /boot/vmlinuz-* ${kept}/linux; cp /boot/initrd.img-* ${kept}/initrd`;

/** Writes a kernel and an initrd that say which they are: what a package, or the maker of initrds, brings. */
export function makeKernel(name: string, kernel: string, initrd: string): string {
  return `cp ${kept}/linux ${kernel}; printf 'kernel %s' ${name} >>${kernel}; ${makeInitrd(name, initrd)}`;
}

/** The same for an initrd alone: so many zeros tell it from others. The kernel passes over them, after an archive. */
export function makeInitrd(name: string, initrd: string): string {
  const zeros = 4 * [...name].reduce((sum, character) => sum + character.charCodeAt(0), 0);
  return `cp ${kept}/initrd ${initrd}; head -c ${zeros} /dev/zero >>${initrd}`;
}

const archEntry = ['title Arch Linux', `options ${commandLineOf('arch')}`, 'linux /vmlinuz-linux'];

/** Makes the booted ESP one of Arch's: one entry, its kernel and its initrd under names that stay. */
export const becomeArch = `set -e; rm -rf /efi0/loader/entries/* /efi0/${machineId}
${makeKernel('old', '/efi0/vmlinuz-linux', '/efi0/initramfs-linux.img')}
cat >/efi0/loader/entries/arch.conf <<'END'
${[...archEntry, 'initrd /initramfs-linux.img', ''].join('\n')}END
sync`;

/** Sums of Arch's pair on an ESP. */
export const pairOn = (directory: string) => `cd ${directory} && sha256sum vmlinuz-linux initramfs-linux.img`;

/**
 * Gives pacman what it needs: a configuration, and mkinitcpio's place in a transaction. What stands there for mkinitcpio
 * puts the kernel on the ESP as the real one does, and takes its time for the initrd.
 */
export const preparePacman = (seconds: number) => `set -e; mkdir -p /etc/pacman.d/hooks /var/lib/pacman
printf '[options]\\nArchitecture = auto\\nSigLevel = Never\\nLocalFileSigLevel = Never\\n' >/etc/pacman.conf
cat >/usr/local/bin/mkinitcpio-install <<'END'
#!/bin/bash
set -e
cp /usr/lib/modules/*-arch1/vmlinuz /boot/vmlinuz-linux
sync
sleep ${seconds}
${makeInitrd('new', '/boot/initramfs-linux.img')}
sync
END
chmod +x /usr/local/bin/mkinitcpio-install
cat >/usr/share/libalpm/hooks/90-mkinitcpio-install.hook <<'END'
[Trigger]
Type = Path
Operation = Install
Operation = Upgrade
Target = usr/lib/modules/*/vmlinuz
[Action]
When = PostTransaction
Exec = /usr/local/bin/mkinitcpio-install
END`;

/** Makes a package of a kernel for pacman: /root/linux.pkg.tar. */
export const makePacmanPackage = `set -e; tree=/root/pacman; mkdir -p $tree/usr/lib/modules/6.12.9-arch1
${makeKernel('new', '$tree/usr/lib/modules/6.12.9-arch1/vmlinuz', '/root/unused')}
printf 'pkgname = linux\\npkgver = 6.12.9-1\\npkgdesc = a kernel\\narch = any\\nsize = 1\\nbuilddate = 1\\n' >$tree/.PKGINFO
tar -C $tree -cf /root/linux.pkg.tar .PKGINFO usr`;

/** Makes a Debian package of a kernel: /root/linux.deb, with the kernel in a directory. It calls the hooks as the real ones do. */
export const makeDeb = (
  version: string,
  directory = '/usr/lib/linux-test',
) => `set -e; tree=/root/deb; mkdir -p $tree/DEBIAN $tree${directory}
${makeKernel(version, `$tree${directory}/vmlinuz-${version}`, '/root/unused')}
printf 'Package: linux-image-${version}\\nVersion: 1\\nArchitecture: all\\nMaintainer: Nobody <nobody@example.org>\\nDescription: a kernel\\n' >$tree/DEBIAN/control
cat >$tree/DEBIAN/postinst <<'END'
#!/bin/sh
set -e
run-parts --report --exit-on-error --arg=${version} --arg=${directory}/vmlinuz-${version} /etc/kernel/postinst.d
END
chmod 755 $tree $tree/DEBIAN/postinst
dpkg-deb --root-owner-group -Znone --build $tree /root/linux.deb >/dev/null`;

/** Lets another program make initrds for Debian's kernels than initramfs-tools, which takes minutes here. */
export const prepareDebian = (version: string) => `cat >/etc/kernel/postinst.d/initramfs-tools <<'END'
#!/bin/bash
set -e
${makeInitrd(version, '/boot/initrd.img-$1')}
END`;

/** Lets kernel-install lay entries out as it does where nothing is said, with the guest's command line. */
export const prepareKernelInstall = (version: string) =>
  `mkdir -p /etc/kernel; echo '${commandLineOf(version)}' >/etc/kernel/cmdline; echo layout=bls >/etc/kernel/install.conf`;
