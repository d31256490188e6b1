import { decodeGroups, formatJson, formatTable, syncItemTable, toSyncItem } from '@twinroot/lib-record';
import fc from 'fast-check';
import t from 'tap';
import { itemsOf } from '../../src/decide/items.ts';
import { read } from '../toml.ts';

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
  .filter((each) => !each.includes('\0'));
const path = fc
  .oneof(text, fc.constantFrom('a b', '#', '-', 'a,b', '""', '\\040', 'é/'))
  .map((name) => `/${name}`);
const item = fc.tuple(
  path,
  fc.uniqueArray(path, { minLength: 1, maxLength: 3 }),
  fc.array(text, { maxLength: 3 }),
);
const config = fc.record({
  sync: fc.array(item, { maxLength: 4 }),
  nice: fc.integer({ min: -20, max: 19 }),
  ionice_class: fc.integer({ min: 0, max: 3 }),
  ionice_level: fc.integer({ min: 0, max: 7 }),
  sync_delay: fc.nat(),
  max_delete: fc.integer({ min: 0, max: 100 }),
  allow_empty: fc.boolean(),
});

/** A TOML basic string. */
function quoted(value: string): string {
  const numbered = (character: string) =>
    `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`;
  return `"${value.replace(/["\\\p{Cc}]/gu, numbered)}"`;
}

function toml(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  return Array.isArray(value) ? `[${value.map(toml).join(', ')}]` : String(value);
}

async function readBack(written: string) {
  const items = [];
  async function* chunks() {
    yield written;
  }
  for await (const records of decodeGroups(syncItemTable, chunks())) items.push(toSyncItem(records));
  return items;
}

t.test(
  'a configuration, its items, their records and what is read of them are always the same',
  async (t) => {
    await fc.assert(
      fc.asyncProperty(config, async (given) => {
        const file = Object.entries(given)
          .map(([key, value]) => `${key} = ${toml(value)}\n`)
          .join('');
        const { settings, said } = read(file);
        t.strictSame(said, []);
        const items = itemsOf(settings);
        t.strictSame(
          items.map(({ source, dest, exclude }) => [source, dest, exclude ?? []]),
          given.sync,
        );
        for (const each of items)
          t.match(each, {
            ...{ nice: given.nice, ionice_class: given.ionice_class, delay: given.sync_delay },
            ...{ max_delete: given.max_delete, allow_empty: given.allow_empty ? 'yes' : null },
          });
        const tables = items.map((each) => formatTable(syncItemTable, [each])).join('\n');
        t.strictSame(await readBack(tables), items);
        t.strictSame(await readBack(items.map((each) => formatJson(syncItemTable, [each])).join('')), items);
      }),
      { numRuns: 500 },
    );
  },
);
