import { join } from 'node:path';
import { type OpenTop, rootName } from '@twinroot/lib-generation';
import { mountAt, readMountinfo } from '@twinroot/lib-mountinfo';
import { etcOrigin } from '../decide/etc-origin.ts';
import { mergeEtc } from '../decide/merge-etc.ts';
import type { PlannedNew } from '../gather/plan-new.ts';
import { readEtc } from '../gather/read-etc.ts';
import type { NewContext } from '../new-context.ts';
import { applyMerge } from './apply-merge.ts';

/**
 * Brings along what was changed in the /etc of the machine since its generation was sealed.
 *
 * @returns paths below /etc that were changed in both
 */
export async function mergeRunningEtc(
  { message }: NewContext,
  top: OpenTop,
  { plan, base }: PlannedNew,
): Promise<readonly string[]> {
  if (top.booted === null) return [];
  const origin = etcOrigin(top.booted, base.id, mountAt(await readMountinfo('/'), '/etc'));
  if (origin.kind === 'unknown')
    message.warning(
      `/etc is a subvolume of ${top.booted}: what was changed there does not come along; see --base booted`,
    );
  if (origin.kind !== 'over') return [];
  const there = join(top.path, plan.making, rootName, 'etc');
  const merge = mergeEtc(
    readEtc(join(top.path, 'snapshots', origin.id, rootName, 'etc')),
    readEtc('/etc'),
    readEtc(there),
  );
  for (const { operation, path } of merge.steps)
    if (operation !== 'beside')
      message.debug(`/etc/${path}: ${operation === 'take' ? 'comes along' : 'is removed'}`);
  return [...new Set([...merge.conflicts, ...(await applyMerge(merge, '/etc', there))])];
}
