import { existsSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { byteString, readableText } from '@twinroot/lib-lines';
import type { CloneContext } from '../clone-context.ts';
import { absentSources } from '../decide/absent-sources.ts';
import { disksOfSource, type Facts, refusals } from '../decide/refuse.ts';
import type { SourceText } from '../decide/source-texts.ts';
import { uncoveredIds } from '../decide/uncovered-ids.ts';
import { type UsedId, usedIds } from '../decide/used-ids.ts';
import { usedBytes } from './used-space.ts';

/**
 * Why a clone must not be made: every reason, each a whole sentence. What is used is counted when nothing else is wrong: it may
 * take long.
 *
 * @throws {ToolError} when the source cannot be counted
 */
export async function judge(
  call: CloneContext,
  facts: Facts,
  texts: readonly SourceText[],
): Promise<readonly string[]> {
  const absent = absentSources(usedIds(texts), facts);
  const reasons = [...refusals(facts), ...absent, ...uncovered(call, facts, texts)];
  return reasons.length > 0 || !facts.live ? reasons : tooSmall(call, facts);
}

function uncovered(
  { options, sysroot }: CloneContext,
  facts: Facts,
  texts: readonly SourceText[],
): readonly string[] {
  const used = usedIds(texts);
  const found = uncoveredIds(used, {
    links: linksAmong(sysroot, used),
    ids: facts.ids,
    inverse: facts.inverse,
    kept: new Set(options.keep.map(byteString)),
    devices: facts.source.kind === 'local' ? facts.devices : null,
    oldDisks: disksOfSource(facts),
  });
  return found.map(
    ({ path, line, id }) =>
      `${path}, line ${line}: the map has no new id for ${readableText(id)} (--keep leaves it unchanged)`,
  );
}

/** The device nodes that the links among some ids lead to. */
function linksAmong(sysroot: string, used: readonly UsedId[]): ReadonlyMap<string, string> {
  const links = new Map<string, string>();
  for (const { id } of used) {
    const path = id.startsWith('ID=') ? `/dev/disk/by-id/${id.slice(3)}` : id;
    const whole = join(sysroot, path);
    if (path.startsWith('/dev/') && existsSync(whole))
      links.set(id, join('/', relative(sysroot, realpathSync(whole))));
  }
  return links;
}

async function tooSmall(call: CloneContext, { source, mounts, volumes }: Facts): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const volume of volumes) {
    const { size, path } = volume.device;
    const used = await usedBytes(call, source, mounts, { volume, volumes });
    if (size !== null && used > size)
      faults.push(`${path} has ${size} bytes, but what is copied to ${volume.mountpoint} uses ${used}`);
  }
  return faults;
}
