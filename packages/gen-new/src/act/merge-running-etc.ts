import { join } from 'node:path';
import { type OpenTop, rootName } from '@twinroot/lib-generation';
import { mountAt, readMountinfo } from '@twinroot/lib-mountinfo';
import { shownPath } from '../decide/bytes-path.ts';
import { etcOrigin } from '../decide/etc-origin.ts';
import { type EtcConflict, mergeEtc } from '../decide/merge-etc.ts';
import type { PlannedNew } from '../gather/plan-new.ts';
import { readAttributes } from '../gather/read-attributes.ts';
import { readEtc } from '../gather/read-etc.ts';
import type { NewContext } from '../new-context.ts';
import { applyMerge } from './apply-merge.ts';

/**
 * Brings along what was changed in the /etc of the machine since its generation was sealed.
 *
 * @returns what was changed in both
 */
export async function mergeRunningEtc(
  { message }: NewContext,
  top: OpenTop,
  { plan, base }: PlannedNew,
): Promise<readonly EtcConflict[]> {
  if (top.booted === null) return [];
  const origin = etcOrigin(top.booted, base.id, mountAt(await readMountinfo('/'), '/etc'));
  if (origin.kind === 'unknown')
    message.warning(
      `/etc is a subvolume of ${top.booted}: what was changed there does not come along; see --base booted`,
    );
  if (origin.kind !== 'over') return [];
  const there = join(top.path, plan.making, rootName, 'etc');
  const places = [join(top.path, 'snapshots', origin.id, rootName, 'etc'), '/etc', there] as const;
  const attributes = await Promise.all(places.map(readAttributes));
  if (attributes.includes(null))
    message.warning(
      'getfattr is not installed: extended attributes and access control lists that were changed here alone do not come along, ignoring',
    );
  const read = (index: 0 | 1 | 2) =>
    readEtc(places[index], attributes.includes(null) ? null : (attributes[index] ?? null));
  const merge = mergeEtc(read(0), read(1), read(2));
  for (const { operation, path } of merge.steps)
    if (operation !== 'beside')
      message.debug(`/etc/${shownPath(path)}: ${operation === 'take' ? 'comes along' : 'is removed'}`);
  const left = new Set(await applyMerge(merge, '/etc', there));
  return [
    ...merge.conflicts.filter(({ path }) => !left.has(path)),
    ...[...left].map((path) => ({ path, stays: 'there', beside: null }) as const),
  ];
}
