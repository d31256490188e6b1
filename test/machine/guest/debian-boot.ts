import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { GuestBase } from './base.ts';
import { machineId } from './configure.ts';
import { raidUuid } from './disk-spec.ts';
import { kernelOptions } from './entry.ts';
import { prepareInitrd } from './initrds.ts';
import { buildTools } from './tools.ts';

/** How Debian's own initrds are made: with the hooks of this project or without, and which module they lack. */
const makes = {
  hooks: { hasHooks: true, lacks: null },
  plain: { hasHooks: false, lacks: null },
  'no-btrfs': { hasHooks: true, lacks: 'btrfs' },
} as const;

/** An image for /opt/twinroot with the commands, and initrds of Debian's own beside them, in initrds/ by these names. */
export async function toolsWithInitrds(
  base: GuestBase,
  directory: string,
  ...kinds: readonly (keyof typeof makes)[]
): Promise<string> {
  const initrds = join(directory, 'initrds');
  mkdirSync(initrds);
  for (const kind of kinds) {
    const { hasHooks, lacks } = makes[kind];
    cpSync(await prepareInitrd(base, 'initramfs-tools', hasHooks, lacks), join(initrds, kind));
  }
  const tools = await buildTools(directory, { initrds });
  rmSync(initrds, { recursive: true });
  return tools;
}

/**
 * A script for the guest that leaves what kernel-install(8) and initramfs-tools leave on a Debian's ESP, in place of what the
 * laboratory has there, on the first of two ESPs; the other one has a boot loader only. The root is a btrfs RAID1.
 */
export const bootsAsDebian = `set -e
release=$(ls /boot | sed -n 's/^vmlinuz-//p')
rm -r /efi?/${machineId} /efi?/loader/entries/*
mkdir -p "/efi0/${machineId}/$release"
cp "/boot/vmlinuz-$release" "/efi0/${machineId}/$release/linux"
cp /opt/twinroot/initrds/hooks "/efi0/${machineId}/$release/initrd.img-$release"
cat >"/efi0/loader/entries/${machineId}-$release.conf" <<END
title      Debian GNU/Linux 13 (trixie)
version    $release
machine-id ${machineId}
sort-key   debian
options    root=UUID=${raidUuid} ro ${kernelOptions}
linux      /${machineId}/$release/linux
initrd     /${machineId}/$release/initrd.img-$release
END
echo 'UUID=${raidUuid} / btrfs defaults 0 0' >>/etc/fstab
sync`;
