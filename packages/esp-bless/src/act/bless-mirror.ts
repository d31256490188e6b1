import type { BootTree, MenuEntry } from '@twinroot/lib-boot-tree';
import { syncFilesystem } from '@twinroot/lib-durable';
import type { OpenMember } from '@twinroot/lib-member';
import { readBootTree } from '@twinroot/lib-seal';
import { applyOperation } from '@twinroot/lib-tree';
import { type Blessing, blessingOf } from '../decide/blessing.ts';
import { shortageOf } from '../decide/shortage.ts';
import { contentComparer } from '../gather/same-content.ts';

/**
 * Takes the counter off an entry on one mirror, where it is the same there.
 *
 * @param good the entry on what was booted, which is open at `root`
 * @throws {DurableError} what was attempted, with the system's code
 * @throws {Error} when it cannot be written, or has no room
 */
export async function blessMirror(
  good: { readonly root: string; readonly tree: BootTree; readonly entry: MenuEntry },
  mirror: OpenMember,
  dryRun: boolean,
): Promise<Blessing> {
  const tree = await readBootTree(mirror.path, { checksum: false, isExcluded: () => false });
  const blessing = blessingOf(good, tree, contentComparer(good.root, mirror.path));
  if (blessing.kind !== 'bless') return blessing;
  const missing = shortageOf(blessing.operations, tree.listing, mirror);
  if (missing > 0)
    throw new Error(
      `${mirror.name} needs ${missing} more bytes of room to take the boot counter off ${blessing.path}`,
    );
  if (dryRun) return blessing;
  const whyNot = await mirror.allowWrites();
  if (whyNot !== null) throw new Error(`${mirror.name} ${whyNot}`);
  const target = { source: mirror.path, mirror: mirror.path, verify: true };
  for (const operation of blessing.operations) await applyOperation(operation, target);
  await syncFilesystem(mirror.path);
  return blessing;
}
