import { parsePartuuid } from '@twinroot/lib-blockdev';
import { formatTable, registryTable } from '@twinroot/lib-record';
import type { Registry } from '@twinroot/lib-registry';
import t from 'tap';
import { registryLines } from '../../src/decide/registry-lines.ts';

const id = (digit: string) => digit.repeat(32);
const partuuidOf = (digit: string) => {
  const partuuid = parsePartuuid(`${digit}e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6`);
  if (partuuid === null) throw new Error(digit);
  return partuuid;
};
const [first, second, third] = ['1', '2', '3'].map(partuuidOf);
if (first === undefined || second === undefined || third === undefined) throw new Error('no PARTUUID');
const file = { size: 9, mtime: 1_700_000_000, digest: 'a'.repeat(64) };

const small: Registry = {
  set: id('5'),
  members: [],
  gone: [],
  generation: { number: 1, id: id('b') },
  parents: [],
  source: first,
  partOf: null,
  becoming: null,
  alone: [],
  others: ['# a remark'],
  files: [],
};

const full: Registry = {
  ...small,
  members: [
    { kind: 'esp', partuuid: first },
    { kind: 'xbootldr', partuuid: second },
  ],
  gone: [{ kind: 'esp', partuuid: third, generation: id('7') }],
  parents: [{ number: 0, id: id('7') }],
  partOf: { number: 2, id: id('c') },
  becoming: {
    generation: { number: 3, id: id('d') },
    from: second,
    parents: [{ number: 2, id: id('c') }],
    states: [
      { path: 'A', file: null },
      { path: 'B', file: { ...file, digest: null } },
    ],
  },
  alone: [{ bootId: id('e'), time: 17, missing: second }],
  files: [{ ...file, path: 'EFI/B C.EFI' }],
};

t.test('one record a line, in the order of the file', async (t) => {
  const shown = (registry: Registry) =>
    registryLines(registry).map((line) =>
      Object.values(line)
        .filter((value) => value !== null)
        .join(' '),
    );
  t.strictSame(shown(small), [`set ${id('5')}`, `generation 1 ${id('b')}`, `source ${first}`]);
  t.strictSame(shown(full), [
    `set ${id('5')}`,
    `member esp ${first}`,
    `member xbootldr ${second}`,
    `gone ${id('7')} esp ${third}`,
    `generation 1 ${id('b')}`,
    `parent 0 ${id('7')}`,
    `source ${first}`,
    `part-of 2 ${id('c')}`,
    `becoming 3 ${id('d')} ${second}`,
    `becoming-parent 2 ${id('c')}`,
    'becoming-file A',
    'becoming-file 9 1700000000 B',
    `alone ${id('e')} ${second} 17`,
    `file 9 1700000000 EFI/B C.EFI ${file.digest}`,
  ]);
});

t.test('a table of it can be written', async (t) => {
  const lines = formatTable(registryTable, registryLines(full)).split('\n');
  t.equal(lines.length, registryLines(full).length + 2);
  t.match(lines.at(-2), /^file +- .* EFI\/B\\040C\.EFI$/);
});
