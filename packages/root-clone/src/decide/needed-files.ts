import { type Volume, volumeHolding } from './volumes.ts';

/**
 * What entries need of the volumes that no boot loader reads, and of a root that has kernels itself, as patterns of the source's
 * tree: modules (depmod(8)), and what is in /boot. While the clone has its old entries it keeps them; they are pruned after.
 */
export const neededByEntries = ['/usr/lib/modules/***', '/lib/modules/***', '/boot/***'] as const;

/** Those of the patterns that are about this volume. */
export function neededOn(volume: Volume, volumes: readonly Volume[]): readonly string[] {
  return neededByEntries.filter(
    (pattern) => volumeHolding(volumes, pattern.replace('/***', ''))?.path === volume.path,
  );
}
