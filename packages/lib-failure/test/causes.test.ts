import { causesOf } from '@twinroot/lib-failure';
import t from 'tap';

t.test('an error comes before its causes', async (t) => {
  const inner = new Error('inner');
  const outer = new Error('outer', { cause: inner });
  t.strictSame(causesOf(outer), [outer, inner]);
});

t.test('a cause that is not an Error ends the chain', async (t) => {
  const outer = new Error('outer', { cause: 'a text' });
  t.strictSame(causesOf(outer), [outer, 'a text']);
});

t.test('a circle of causes ends', async (t) => {
  const one: Error & { cause?: unknown } = new Error('one');
  const other = new Error('other', { cause: one });
  one.cause = other;
  t.strictSame(causesOf(one), [one, other]);
});

for (const nothing of [undefined, null]) {
  t.test(`${nothing} that was thrown has a text`, async (t) => {
    t.strictSame(causesOf(nothing), [String(nothing)]);
  });
}
