import { type BlockDevice, espType, xbootldrType } from '@twinroot/lib-blockdev';

/** The ESPs that go with XBOOTLDR partitions, and what is to be said of them. */
export interface EspsBeside {
  readonly present: readonly BlockDevice[];
  readonly warnings: readonly string[];
}

/**
 * The ESPs on the disks of XBOOTLDR partitions that come without one: a disk without it boots nothing. Of several none is taken.
 *
 * @param paths device nodes that come; those that are neither kind do not count
 */
export function espsBeside(devices: readonly BlockDevice[], paths: readonly string[]): EspsBeside {
  const present: BlockDevice[] = [];
  const warnings: string[] = [];
  for (const { disk, path, parttype } of devices) {
    if (parttype !== xbootldrType || disk === null || !paths.includes(path)) continue;
    const esps = devices.filter((one) => one.parttype === espType && one.disk === disk);
    if (esps.some((one) => paths.includes(one.path) || present.includes(one))) continue;
    const [esp, ...more] = esps;
    if (esp !== undefined && more.length === 0) present.push(esp);
    else if (esp === undefined)
      warnings.push(`${disk} has no ESP, so nothing boots what is on ${path}, ignoring`);
    else
      warnings.push(
        `${disk} has several ESPs (${esps.map((one) => one.path).join(', ')}), ignoring: name the right one`,
      );
  }
  return { present, warnings };
}
