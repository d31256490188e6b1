import { open, stat, statfs, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode } from '@twinroot/lib-failure';
import { fatMagic } from '@twinroot/lib-fat';
import { openBelow } from '@twinroot/lib-sysroot';
import { DurableError } from '../decide/durable-error.ts';

/** As long as FAT takes it: 20 slots of the long name and one of its alias. */
const longName = 'x'.repeat(250);

/**
 * Lets a directory on FAT grow while nobody looks into it. One that grows later is for a moment linked to a cluster
 * that the table still has as free, and firmware then shows nothing of what is in it. Elsewhere, and where there is no
 * space, it is left as it is.
 *
 * Source: Linux fs/fat/dir.c (fat_add_new_entries), fs/fat/fatent.c (fat_alloc_clusters), fs/fat/misc.c (fat_chain_add);
 * EDK2 FatPkg/EnhancedFatDxe (FatPhysicalDirSize).
 *
 * @param bytes of slots, 32 each
 * @throws {DurableError} SYSTEM
 */
export async function makeRoomInDirectory(path: string, bytes: number): Promise<void> {
  const fillers: string[] = [];
  const directory = openBelow(dirname(path), basename(path));
  try {
    if ((await statfs(directory.path)).type !== fatMagic) return;
    while ((await stat(directory.path)).size < bytes) {
      const filler = join(directory.path, `${longName}${fillers.length}`);
      const file = await open(filler, 'wx');
      fillers.push(filler);
      await file.close();
    }
  } catch (cause) {
    if (errorCode(cause) !== 'ENOSPC')
      throw new DurableError('SYSTEM', path, `making room in the directory ${path}`, { cause });
  } finally {
    for (const filler of fillers) await unlink(filler);
    directory.close();
  }
}
