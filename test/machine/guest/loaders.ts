import { join } from 'node:path';
import { openApt } from '../host/apt.ts';
import { cached, sourceOf } from '../host/cache.ts';
import { releaseCodename } from '../host/debian.ts';
import type { GuestBase } from './base.ts';

/** Programs for firmware beside systemd-boot. */
export interface Loaders {
  /** systemd-stub, the head of a UKI. */
  readonly stub: string;
  readonly refind: string;
  /** rEFInd's driver for btrfs. */
  readonly refindBtrfs: string;
}

/** Unpacked from the packages of the guest's Debian, which it need not have installed. */
export async function prepareLoaders({ tree }: GuestBase): Promise<Loaders> {
  const suite = releaseCodename(tree);
  const key = [suite, ...sourceOf('guest/loaders.ts', 'host/apt.ts')];
  const directory = await cached('loaders', key, async (target) =>
    (await openApt(target, suite)).unpack('systemd-boot-efi', 'refind'),
  );
  return {
    stub: join(directory, 'root/usr/lib/systemd/boot/efi/linuxx64.efi.stub'),
    refind: join(directory, 'root/usr/share/refind/refind/refind_x64.efi'),
    refindBtrfs: join(directory, 'root/usr/share/refind/refind/drivers_x64/btrfs_x64.efi'),
  };
}
