import t from 'tap';
import { checkValue } from '../src/check-value.ts';
import type { Field, FieldValue } from '../src/table.ts';

const text: Field = { key: 'uuid', column: 'UUID', type: 'string', help: 'UUID' };
const role: Field = { ...text, values: ['booted', 'mirror'] };
const list: Field = { ...text, type: 'strings' };
const count: Field = { ...text, type: 'integer' };
const share: Field = { ...text, type: 'number' };
const optional: Field = { ...text, nullable: true };

const good: readonly (readonly [field: Field, value: unknown, checked: FieldValue])[] = [
  [text, '', ''],
  [text, 'größe', 'größe'],
  [optional, null, null],
  [optional, undefined, null],
  [role, 'mirror', 'mirror'],
  [list, ['a', ''], ['a', '']],
  [{ key: 'list', type: 'strings', help: 'only in JSON' }, [], []],
  [count, 0, 0],
  [count, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  [share, -0.5, -0.5],
];
for (const [field, value, checked] of good) {
  t.test(`${JSON.stringify(value)} is a value of ${field.type}`, async (t) => {
    t.strictSame(checkValue(field, value, 'name'), checked);
  });
}

const bad: readonly (readonly [field: Field, value: unknown])[] = [
  [text, null],
  [text, undefined],
  [text, 1],
  [text, '\ud800'],
  [role, 'other'],
  [list, []],
  [list, ['a', 1]],
  [list, 'a'],
  [count, -1],
  [count, 1.5],
  [count, 2 ** 53],
  [count, '1'],
  [share, Number.NaN],
  [share, Number.POSITIVE_INFINITY],
];
for (const [field, value] of bad) {
  t.test(`${JSON.stringify(value) ?? value} is not a value of ${field.type}`, async (t) => {
    t.throws(() => checkValue(field, value, 'name', 7), { code: 'VALUE', line: 7, field: 'UUID' });
  });
}
