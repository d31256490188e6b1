import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { jsonSchema } from '../src/schema.ts';
import { sampleTable } from './any-records.ts';

const given = {
  ...{ name: 'a', note: null, kind: 'one', maybe: null, count: 7, bytes: null, seconds: 0.5, rate: null },
  places: null,
};

t.test('what a schema allows', async (t) => {
  const valid = new Ajv2020({ strict: true }).compile(jsonSchema(sampleTable));
  const judge = (change: object, group: object = {}) =>
    valid({ schema: 'twinroot.sample/3', samples: [{ ...given, ...change }], ...group });
  const allowed: readonly object[] = [
    {},
    { extra: 1 },
    { places: [] },
    { places: ['a'] },
    { maybe: '-' },
    { count: 2 ** 53 - 1 },
  ];
  for (const change of allowed) t.ok(judge(change), JSON.stringify(change));
  const refused: readonly object[] = [
    { name: undefined },
    { note: undefined },
    { name: null },
    { name: 1 },
    { kind: 'three' },
    { kind: null },
    { maybe: 'x' },
    { count: 1.5 },
    { count: -1 },
    { count: 2 ** 53 },
    { seconds: '1' },
    { places: [1] },
    { places: 'a' },
  ];
  for (const change of refused) t.notOk(judge(change), JSON.stringify(change));
  t.ok(judge({}, { more: true }));
  t.notOk(judge({}, { schema: 'twinroot.sample/4' }));
  t.notOk(judge({}, { samples: undefined }));
  t.notOk(judge({}, { samples: {} }));
});
