import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { allColumns } from '../src/columns.ts';
import { decodeGroups, decodeGroupsOf, mostRecords } from '../src/decode-groups.ts';
import { espSetTable } from '../src/esp-set.ts';
import { formatTable } from '../src/format-table.ts';
import { formatJson } from '../src/json-form.ts';
import { syncItemTable } from '../src/sync-item.ts';
import type { AnyRecord, RecordTable } from '../src/table.ts';
import { anyRecord, everyTable, kept, runs, sampleTable } from './any-records.ts';

const header = '#NAME KIND COUNT SECONDS\n';
const json = (name: string) => formatJson(sampleTable, [{ name, kind: 'one', count: 1, seconds: 1 }]);

async function* from(chunks: Iterable<Uint8Array | string>): AsyncGenerator<Uint8Array | string> {
  yield* chunks;
}

async function decode(
  table: RecordTable,
  chunks: Iterable<Uint8Array | string>,
): Promise<readonly AnyRecord[][]> {
  const groups: AnyRecord[][] = [];
  for await (const group of decodeGroups(table, from(chunks))) groups.push([...group]);
  return groups;
}

async function names(text: string): Promise<unknown> {
  return (await decode(sampleTable, [text])).map((group) => group.map(({ name }) => name));
}

t.test('groups in a stream', async (t) => {
  const cases: readonly [what: string, text: string, groups: readonly (readonly string[])[]][] = [
    ['nothing', '', []],
    ['blanks and empty lines', ' \n\t\n\n', []],
    ['one table', `${header}a one 1 1\nb one 1 1\n`, [['a', 'b']]],
    ['no last newline', `${header}a one 1 1`, [['a']]],
    ['a table without records', header, [[]]],
    ['a table with its empty line', `${header}a one 1 1\n\n`, [['a']]],
    ['two tables', `${header}a one 1 1\n\n${header}b one 1 1\n`, [['a'], ['b']]],
    [
      'two tables of other columns',
      `${header}a one 1 1\n\n#KIND NAME COUNT SECONDS\none b 1 1\n\n`,
      [['a'], ['b']],
    ],
    ['many empty lines', `\n\n${header}a one 1 1\n\n\n \n${header}\n\n`, [['a'], []]],
    ['JSON Lines', `${json('a')}${json('b')}`, [['a'], ['b']]],
    ['JSON Lines with empty lines', `\n ${json('a')}\n\n${json('b')}\n`, [['a'], ['b']]],
    ['JSON without its newline', json('a').trimEnd(), [['a']]],
    ['JSON with CR LF', json('a').replace('\n', '\r\n'), [['a']]],
  ];
  for (const [what, text, groups] of cases) t.strictSame(await names(text), groups, what);
});

t.test('streams that are refused', async (t) => {
  const cases: readonly [what: string, text: string, error: object][] = [
    ['a list', '[]\n', { code: 'HEADER', line: 1 }],
    ['a text', '\nhello\n', { code: 'HEADER', line: 2 }],
    ['a table without its header', 'a one 1 1\n', { code: 'HEADER', line: 1 }],
    ['a byte order mark', `\ufeff${header}`, { code: 'HEADER', line: 1 }],
    ['a later table without a header', `${header}a one 1 1\n\nb one 1 1\n`, { code: 'HEADER', line: 4 }],
    ['a header without an empty line', `${header}a one 1 1\n${header}b one 1 1\n`, { code: 'LINE', line: 3 }],
    ['JSON after a table', `${header}\n${json('a')}`, { code: 'HEADER', line: 3 }],
    ['a table after JSON', `${json('a')}${header}`, { code: 'JSON', line: 2 }],
    ['JSON that is cut off', `${json('a')}${json('b').slice(0, -3)}`, { code: 'JSON', line: 2 }],
    ['JSON on several lines', '{\n"schema":"twinroot.sample/3"}\n', { code: 'JSON', line: 1 }],
    ['CR LF', `${header}a one 1 1\n`.replaceAll('\n', '\r\n'), { code: 'LINE', line: 1 }],
    [
      'an unknown value',
      `${header}a one 1 1\n\n${header}b three 1 1\n`,
      { code: 'VALUE', line: 5, field: 'KIND' },
    ],
    [
      'a record too many',
      header + 'a one 1 1\n'.repeat(mostRecords + 1),
      { code: 'LINE', line: mostRecords + 2 },
    ],
  ];
  for (const [what, text, error] of cases)
    await t.rejects(names(text), { name: 'RecordError', ...error }, what);
});

t.test('every cut of a JSON line is refused or empty', async (t) => {
  const line = json('aé').trimEnd();
  const bytes = new TextEncoder().encode(line);
  for (let length = 1; length < bytes.length; length += 1) {
    await t.rejects(decode(sampleTable, [bytes.subarray(0, length)]), { name: 'RecordError', line: 1 });
  }
});

t.test(
  'a group is there at once when its last line is, and input is let go when the reader stops',
  async (t) => {
    for (const [what, first, more] of [
      ['table', `${header}a one 1 1\n\n`, `${header}b one 1 1\n`],
      ['JSON', json('a'), json('b')],
    ] as const) {
      let asked = 0;
      let released = false;
      async function* chunks() {
        try {
          asked = 1;
          yield first;
          asked = 2;
          yield more;
        } finally {
          released = true;
        }
      }
      const groups = decodeGroups(sampleTable, chunks());
      const group = await groups.next();
      t.match(group, { done: false, value: [{ name: 'a' }] }, what);
      t.equal(asked, 1, `${what}: no more input was asked for`);
      await groups.return(undefined);
      t.ok(released, `${what}: released`);
    }
  },
);

t.test('a wrong record is refused before the rest of its group arrives', async (t) => {
  async function* chunks() {
    yield `${header}a three 1 1\n`;
    t.fail('asked for more');
  }
  await t.rejects(decodeGroups(sampleTable, chunks()).next(), { code: 'VALUE', line: 2 });
});

t.test('any groups come back in both forms, wherever the bytes are cut', async () => {
  const streams = fc.constantFrom(...everyTable).chain((table) =>
    fc.record({
      table: fc.constant(table),
      groups: fc.array(fc.array(anyRecord(table), { maxLength: 3 }), { maxLength: 3 }),
      columns: fc.shuffledSubarray([...allColumns(table)], { minLength: allColumns(table).length }),
      cuts: fc.array(fc.nat(), { maxLength: 12 }),
      ended: fc.boolean(),
    }),
  );
  await fc.assert(
    fc.asyncProperty(streams, async ({ table, groups, columns, cuts, ended }) => {
      const tables =
        groups.map((group) => formatTable(table, group, { columns })).join('\n') + (ended ? '\n' : '');
      const lines = groups.map((group) => formatJson(table, group)).join('');
      deepStrictEqual(
        await decode(table, cut(tables, cuts)),
        groups.map((group) => group.map((record) => kept(table, record, columns))),
      );
      deepStrictEqual(await decode(table, cut(lines, cuts)), groups);
    }),
    runs,
  );
});

function* cut(text: string, cuts: readonly number[]): Generator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  const places = [...cuts.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  let begin = 0;
  for (const end of places) {
    yield bytes.subarray(begin, end);
    begin = end;
  }
}

t.test('groups of several types in one stream', async (t) => {
  const set =
    '#ROLE KIND STATE PARTUUID MOUNTPOINT\nbooted esp mounted 0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6 /efi0\n';
  const item = '#DEST SOURCE\n/mnt/a /home\n';
  const schemas = async (text: string) => {
    const found: string[] = [];
    for await (const { table } of decodeGroupsOf([espSetTable, syncItemTable], from([text])))
      found.push(table.schema);
    return found;
  };
  const [first, second] = [espSetTable.schema, syncItemTable.schema];
  t.same(await schemas(`${set}\n${item}\n${set}`), [first, second, first]);
  const lines = `{"schema":"${second}","items":[{"source":"/home","dest":["/mnt/a"]}]}\n{"schema":"${first}","members":[]}\n`;
  t.same(await schemas(lines), [second, first]);
  for (const [text, code] of [
    ['#SOURCE\n/home\n', 'COLUMN'],
    [`${set}\n#NAME\n`, 'COLUMN'],
    ['{"schema":"twinroot.sync-item/99","items":[]}\n', 'SCHEMA'],
    ['{"schema":"twinroot.bogus/1"}\n', 'SCHEMA'],
    ['{"schema":\n', 'JSON'],
    ['{"schema":1}\n', 'SCHEMA'],
  ] as const)
    await t.rejects(schemas(text), { code }, text);
});
