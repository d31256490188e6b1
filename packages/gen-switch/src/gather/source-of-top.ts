import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenTop } from '@twinroot/lib-generation';
import { mountAt, readMountinfo } from '@twinroot/lib-mountinfo';
import { realPathBelow } from '@twinroot/lib-sysroot';

/**
 * The device of the btrfs that is open, as its mount names it: of several the one that was mounted.
 *
 * @param top as it was given; absent: it was mounted for the run
 */
export async function sourceOfTop(
  sysroot: string,
  { name }: Pick<OpenTop, 'name'>,
  top: string | undefined,
): Promise<string> {
  if (top === undefined) return name;
  const base = realpathSync(sysroot);
  const place = realpathSync(join(base, realPathBelow(base, top).path));
  return mountAt(await readMountinfo('/'), place)?.source ?? name;
}
