import { byteString, readableText } from '@twinroot/lib-lines';
import { absentSources } from './absent-sources.ts';
import { type CloneFacts, disksOfSource, refusals } from './refuse.ts';
import { uncoveredIds } from './uncovered-ids.ts';
import type { UsedId } from './used-ids.ts';
import type { Volume } from './volumes.ts';

/**
 * Why a clone must not be made: every reason, each a complete sentence.
 *
 * @param used the ids that the source's texts name
 * @param links the device nodes that links among them lead to
 * @param keep ids that stay, as the options have them
 */
export function whyNotCloned(
  facts: CloneFacts,
  used: readonly UsedId[],
  links: ReadonlyMap<string, string>,
  keep: readonly string[],
): readonly string[] {
  const uncovered = uncoveredIds(used, {
    links,
    ids: facts.ids,
    inverse: facts.inverse,
    kept: new Set(keep.map(byteString)),
    devices: facts.source.kind === 'local' ? facts.devices : null,
    oldDisks: disksOfSource(facts),
  });
  return [
    ...refusals(facts),
    ...absentSources(used, facts),
    ...uncovered.map(
      ({ path, line, id }) =>
        `${path}, line ${line}: the map has no new id for ${readableText(id)} (--keep leaves it unchanged)`,
    ),
  ];
}

/** Why what is copied does not fit; `used` are bytes, by volumes, several of which may share a file system. */
export function tooSmall(used: ReadonlyMap<Volume, number>): readonly string[] {
  const devices = new Map([...used.keys()].map(({ device }) => [device.path, device]));
  return [...devices.values()].flatMap(({ path, size }) => {
    const on = [...used].filter(([{ device }]) => device.path === path);
    const bytes = on.reduce((sum, [, each]) => sum + each, 0);
    const places = on.map(([{ mountpoint }]) => mountpoint).join(', ');
    return size !== null && bytes > size
      ? [`${path} has ${size} bytes, but what is copied to ${places} uses ${bytes}`]
      : [];
  });
}
