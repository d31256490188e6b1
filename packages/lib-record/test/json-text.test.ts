import fc from 'fast-check';
import t from 'tap';
import { jsonText, shown } from '../src/json-text.ts';

const cases: readonly (readonly [value: unknown, text: string])[] = [
  ['a', '"a"'],
  ['größe', '"größe"'],
  ['\u001b[31m', '"\\u001b[31m"'],
  ['\u007f\u009b', '"\\u007f\\u009b"'],
  ['\u2028\u202e', '"\\u2028\\u202e"'],
  [[1, null], '[1,null]'],
];
for (const [value, text] of cases) t.test(text, async (t) => t.equal(jsonText(value), text));

t.test('it is JSON of the same value, and nothing in it reaches a terminal', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      const text = jsonText(value);
      return JSON.parse(text) === value && !/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u.test(text);
    }),
  );
});

t.test('in a message a long value is cut', async (t) => {
  t.equal(shown('short'), '"short"');
  t.equal(shown(undefined), 'undefined');
  t.equal(shown('x'.repeat(1000)).length, 77);
  t.match(shown('x'.repeat(1000)), /…$/);
});

t.test('in a message a value without a bottom, or an end, is cut', async (t) => {
  const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
  const nested: unknown = JSON.parse(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`);
  for (const value of [deep, nested, { deep }, [nested], Array.from({ length: 1_000_000 }, () => deep)]) {
    t.ok(shown(value).length <= 80);
  }
  t.equal(shown([[['x']]]), '[[["x"]]]');
  t.equal(shown({ a: [1, { b: null }] }), '{"a":[1,{"b":null}]}');
});
