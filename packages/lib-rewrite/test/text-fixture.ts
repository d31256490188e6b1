import { createIdMap, parseMap } from '@twinroot/lib-idmap';
import { type EntryRuleTexts, parseEntryRules } from '../src/boot-entry-rules.ts';
import { rewriteText } from '../src/text.ts';
import type { TextFormat } from '../src/text-format.ts';

/** UUIDs: of a root, a boot partition, a LUKS volume, and one that no map here has; PARTUUIDs of the root. */
export const x = '0a1b2c3d-1111-2222-3333-444455556666';
export const y = '9f9e9d9c-aaaa-bbbb-cccc-ddddeeeeffff';
export const luks = '1c2d3e4f-5555-4666-8777-88889999aaaa';
export const luks2 = '8f7e6d5c-bbbb-4ccc-8ddd-eeeeffff0000';
export const part = 'aa1b2c3d-1111-2222-3333-444455556666';
export const part2 = 'bb9e9d9c-aaaa-bbbb-cccc-ddddeeeeffff';

/** A map as of two disks. */
export const twoDisks = `UUID=${x} UUID=${y}
UUID=${luks} UUID=${luks2}
PARTUUID=${part} PARTUUID=${part2}
UUID=6B7E-A837 UUID=6C48-1623
LABEL=root LABEL=spare
PARTLABEL=ROOTa PARTLABEL=ROOTb
/dev/sda2 /dev/sdb2
/dev/mapper/vg-root /dev/mapper/vg2-root
/dev/vg/root /dev/vg2/root`;

/** The same text with new ids wherever an old one of twoDisks stands by itself. */
export function swapped(text: string): string {
  return text
    .replaceAll(x, y)
    .replaceAll(luks, luks2)
    .replaceAll(part, part2)
    .replaceAll('6B7E-A837', '6C48-1623')
    .replaceAll('/dev/sda2', '/dev/sdb2')
    .replaceAll('LABEL=root', 'LABEL=spare')
    .replaceAll('vg-root', 'vg2-root')
    .replaceAll('vg/root', 'vg2/root');
}

/** What became of a text: `left` as `LINE ID WHERE`, `#` before those of comments. */
export interface Outcome {
  readonly text: string;
  readonly changes: readonly string[];
  readonly left: readonly string[];
}

export function rewriteAs(
  format: TextFormat,
  text: string,
  map: string = twoDisks,
  rules: EntryRuleTexts = {},
): Outcome {
  const ids = createIdMap(parseMap(map, 'map'));
  const { text: fresh, changes, left } = rewriteText(format, text, { ids, entry: parseEntryRules(rules) });
  return {
    text: fresh,
    changes: changes.map(({ line, change, old, new: to }) => `${line} ${change} ${old} ${to}`),
    left: left.map(({ line, id, where, isComment }) => `${isComment ? '#' : ''}${line} ${id} ${where}`),
  };
}
