import { deepStrictEqual } from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import t from 'tap';
import { formatJson, parseJson } from '../src/json-form.ts';
import { jsonSchema } from '../src/schema.ts';
import { anyGroup, everyTable, runs, sampleTable } from './any-records.ts';

const absent = { note: null, maybe: null, bytes: null, rate: null, places: null };
const first = { ...absent, name: 'a', kind: 'one', count: 7, seconds: 0.5 };
const given = { name: 'a', kind: 'one', count: 7, seconds: 0.5 };

t.test('a line has all keys in the order of the fields, the schema first', async (t) => {
  t.equal(
    formatJson(sampleTable, [{ seconds: 0.5, count: 7, kind: 'one', name: 'a' }]),
    '{"schema":"twinroot.sample/3","samples":[{"name":"a","note":null,"kind":"one","maybe":null,"count":7,"bytes":null,"seconds":0.5,"rate":null,"places":null}]}\n',
  );
  t.equal(formatJson(sampleTable, []), '{"schema":"twinroot.sample/3","samples":[]}\n');
});

t.test('lines that are read', async (t) => {
  const cases: readonly [what: string, line: string, records: readonly object[]][] = [
    ['no records', '{"schema":"twinroot.sample/3","samples":[]}', []],
    ['absent keys', JSON.stringify({ schema: 'twinroot.sample/3', samples: [given] }), [first]],
    [
      'unknown keys',
      JSON.stringify({ x: 1, schema: 'twinroot.sample/3', samples: [{ ...given, x: {} }] }),
      [first],
    ],
    ['the schema last', JSON.stringify({ samples: [given], schema: 'twinroot.sample/3' }), [first]],
    ['blanks and a carriage return', ` { "schema" : "twinroot.sample/3", "samples" : [] }\t\r`, []],
    [
      'a list of texts',
      JSON.stringify({ schema: 'twinroot.sample/3', samples: [{ ...given, places: ['', '-'] }] }),
      [{ ...first, places: ['', '-'] }],
    ],
    ['a key named __proto__', '{"__proto__":{"samples":[1]},"schema":"twinroot.sample/3","samples":[]}', []],
  ];
  for (const [what, line, records] of cases) t.strictSame(parseJson(sampleTable, line), records, what);
});

t.test('lines that are refused', async (t) => {
  const of = (samples: unknown, schema: unknown = 'twinroot.sample/3') => JSON.stringify({ schema, samples });
  const cases: readonly [what: string, line: string, error: object][] = [
    ['nothing', '', { code: 'JSON' }],
    ['cut off', of([given]).slice(0, -1), { code: 'JSON' }],
    ['two objects', `${of([])}${of([])}`, { code: 'JSON' }],
    ['a list', '[]', { code: 'JSON' }],
    ['null', 'null', { code: 'JSON' }],
    ['a text', '"{}"', { code: 'JSON' }],
    ['no schema', '{"samples":[]}', { code: 'SCHEMA', field: 'schema' }],
    ['a schema that is no text', of([], 3), { code: 'SCHEMA', field: 'schema' }],
    ['another record type', of([], 'twinroot.esp-set/1'), { code: 'SCHEMA', field: 'schema' }],
    ['a longer name', of([], 'twinroot.sample-set/3'), { code: 'SCHEMA', field: 'schema' }],
    ['no major number', of([], 'twinroot.sample'), { code: 'SCHEMA', field: 'schema' }],
    [
      'a newer major number',
      of([], 'twinroot.sample/4'),
      { code: 'SCHEMA', field: 'schema', message: /newer/ },
    ],
    [
      'an older major number',
      of([], 'twinroot.sample/2'),
      { code: 'SCHEMA', field: 'schema', message: /older/ },
    ],
    ['a minor number', of([], 'twinroot.sample/3.1'), { code: 'SCHEMA', field: 'schema' }],
    ['no list', '{"schema":"twinroot.sample/3"}', { code: 'JSON', field: 'samples' }],
    ['a list that is an object', of({}), { code: 'JSON', field: 'samples' }],
    ['a record that is null', of([null]), { code: 'JSON' }],
    ['a record that is a list', of([[given]]), { code: 'JSON' }],
    ['a due key missing', of([{ ...given, name: undefined }]), { code: 'VALUE', field: 'NAME' }],
    ['a due key null', of([{ ...given, count: null }]), { code: 'VALUE', field: 'COUNT' }],
    ['a text for a number', of([{ ...given, count: '7' }]), { code: 'VALUE', field: 'COUNT' }],
    ['a number for a text', of([{ ...given, name: 7 }]), { code: 'VALUE', field: 'NAME' }],
    ['a truth for a text', of([{ ...given, note: true }]), { code: 'VALUE', field: 'NOTE' }],
    [
      'a value of no list',
      of([given, { ...given, kind: 'three' }]),
      { code: 'VALUE', field: 'KIND', message: /samples\[1\]/ },
    ],
    ['a negative integer', of([{ ...given, count: -1 }]), { code: 'VALUE', field: 'COUNT' }],
    ['half an integer', of([{ ...given, count: 1.5 }]), { code: 'VALUE', field: 'COUNT' }],
    [
      'an integer that is not exact',
      of([given]).replace(':7', ':9007199254740993'),
      { code: 'VALUE', field: 'COUNT' },
    ],
    ['a number without end', of([given]).replace(':0.5', ':1e999'), { code: 'VALUE', field: 'SECONDS' }],
    ['a text for a list', of([{ ...given, places: '/a' }]), { code: 'VALUE', field: 'places' }],
    ['a list with a number', of([{ ...given, places: ['/a', 3] }]), { code: 'VALUE', field: 'places' }],
    ['a list with null', of([{ ...given, places: [null] }]), { code: 'VALUE', field: 'places' }],
    ['a lone surrogate', of([{ ...given, name: '\ud800' }]), { code: 'VALUE', field: 'NAME' }],
  ];
  for (const [what, line, error] of cases) {
    t.throws(() => parseJson(sampleTable, line, 5), { name: 'RecordError', line: 5, ...error }, what);
  }
});

t.test(
  'any records come back from one line that a terminal shows as it is and the schema allows',
  async () => {
    const ajv = new Ajv2020({ strict: true });
    const valid = new Map(everyTable.map((table) => [table, ajv.compile(jsonSchema(table))]));
    fc.assert(
      fc.property(anyGroup, ({ table, records }) => {
        const line = formatJson(table, records);
        deepStrictEqual(parseJson(table, line), records);
        const judge = valid.get(table);
        return (
          line.endsWith('}\n') &&
          !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(line.slice(0, -1)) &&
          judge?.(JSON.parse(line)) === true
        );
      }),
      runs,
    );
  },
);

t.test('what is refused in reading is not written', async (t) => {
  t.throws(() => formatJson(sampleTable, [{ ...first, seconds: Number.NaN }]), {
    code: 'VALUE',
    field: 'SECONDS',
  });
  t.throws(() => formatJson(sampleTable, [{ ...first, kind: 'three' }]), { code: 'VALUE', field: 'KIND' });
  t.throws(() => formatJson(sampleTable, [{}]), { code: 'VALUE', field: 'NAME' });
});
