import { parsePartuuid } from '@twinroot/lib-blockdev';
import fc from 'fast-check';
import type { Registry } from '../../src/decide/registry.ts';

const hex = (length: number) =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
    .map((all) => all.join(''));

export const ids = hex(32);
const digests = hex(64);
const numbers = fc.nat({ max: 2 ** 40 });

export const partuuids = fc.uuid().map((text) => {
  const partuuid = parsePartuuid(text);
  if (partuuid === null) throw new Error(text);
  return partuuid;
});

const names = fc
  .stringMatching(/^[A-Z0-9 ÄŞ#\\.\t-]{1,12}$/u)
  .filter((name) => name !== '.' && name !== '..');
const paths = fc.array(names, { minLength: 1, maxLength: 3 }).map((all) => all.join('/'));
const generations = fc.record({ number: numbers, id: ids });
const lineages = fc.uniqueArray(generations, { minLength: 1, maxLength: 6, selector: ({ id }) => id });
const kinds = fc.constantFrom('esp' as const, 'xbootldr' as const);
const files = fc.record({ path: paths, size: numbers, mtime: numbers, digest: digests });
const states = fc.record({
  path: paths,
  file: fc.option(fc.record({ size: numbers, mtime: numbers, digest: fc.option(digests, { nil: null }) }), {
    nil: null,
  }),
});

/** Registries of any content that is valid. */
export const registries: fc.Arbitrary<Registry> = fc
  .record({
    set: ids,
    members: fc.uniqueArray(fc.record({ kind: kinds, partuuid: partuuids }), {
      maxLength: 4,
      selector: ({ partuuid }) => partuuid,
    }),
    gone: fc.array(fc.record({ kind: kinds, partuuid: partuuids, generation: ids }), { maxLength: 3 }),
    lineage: lineages,
    source: partuuids,
    partOf: fc.option(generations, { nil: null }),
    becoming: fc.option(
      fc.record({ lineage: lineages, from: partuuids, states: fc.array(states, { maxLength: 4 }) }),
      { nil: null },
    ),
    alone: fc.array(fc.record({ bootId: ids, time: numbers, missing: partuuids }), { maxLength: 3 }),
    others: fc.array(fc.constantFrom('# a remark', 'colour     blue', '', 'seal off'), { maxLength: 3 }),
    files: fc.uniqueArray(files, { maxLength: 5, selector: ({ path }) => path }),
  })
  .map(({ lineage, becoming, ...rest }) => {
    const [generation = { number: 0, id: '' }, ...parents] = lineage;
    const [next = generation, ...before] = becoming?.lineage ?? [];
    return {
      ...rest,
      generation,
      parents,
      becoming:
        becoming === null
          ? null
          : { generation: next, from: becoming.from, parents: before, states: becoming.states },
    };
  });

export const example: Registry = {
  set: '5f3c0f'.padEnd(32, '0'),
  members: [],
  gone: [],
  generation: { number: 42, id: 'b1d0'.padEnd(32, '0') },
  parents: [{ number: 41, id: '77ab'.padEnd(32, '0') }],
  source: partuuidOf('0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6'),
  partOf: null,
  becoming: null,
  alone: [],
  others: [],
  files: [
    { path: 'LOADER/ENTRIES/A.CONF', size: 9, mtime: 1_700_000_000, digest: 'a'.repeat(64) },
    { path: 'EFI/LINUX/B C.EFI', size: 70_000, mtime: 1_700_000_002, digest: 'b'.repeat(64) },
  ],
};

export function partuuidOf(text: string) {
  const partuuid = parsePartuuid(text);
  if (partuuid === null) throw new Error(text);
  return partuuid;
}
