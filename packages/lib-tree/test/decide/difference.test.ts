import t from 'tap';
import { differenceOf } from '../../src/decide/difference.ts';
import { listingOf, type PlainNode } from '../../src/decide/listing.ts';

const file = (path: string, digest: string | null): PlainNode => ({
  kind: 'file',
  path,
  size: 1,
  mtime: 0,
  digest,
  bytes: null,
});
const pathsOf = (one: readonly PlainNode[], other: readonly PlainNode[]) => {
  const { unlike, beyond } = differenceOf(listingOf(one), listingOf(other));
  return [unlike, beyond].map((files) => files.map(({ path }) => path));
};

t.test('what two listings do not have in common', async (t) => {
  const cases: readonly (readonly [
    name: string,
    one: readonly PlainNode[],
    other: readonly PlainNode[],
    unlike: readonly string[],
    beyond: readonly string[],
  ])[] = [
    ['nothing', [], [], [], []],
    ['the same, in another case', [file('a', 'x')], [file('A', 'x')], [], []],
    ['other bytes', [file('a', 'x'), file('b', 'x')], [file('a', 'y'), file('b', 'x')], ['a'], []],
    ['more here', [file('a', 'x')], [], ['a'], []],
    ['more there', [], [file('a', 'x')], [], ['a']],
    ['a directory here', [{ kind: 'directory', path: 'a' }], [file('a', 'x')], [], []],
    ['a directory there', [file('a', 'x')], [{ kind: 'directory', path: 'a' }], ['a'], []],
    ['what nobody has read', [file('a', null)], [file('a', null)], ['a'], []],
  ];
  for (const [name, one, other, unlike, beyond] of cases)
    t.strictSame(pathsOf(one, other), [unlike, beyond], name);
});

t.test('each pair has its own', async (t) => {
  const [one, two, none] = [[file('a', 'x')], [file('a', 'y')], []].map((nodes) => listingOf(nodes));
  if (!one || !two || !none) throw new Error('three listings are due');
  for (const _ of [1, 2]) {
    t.equal(differenceOf(one, one).unlike.length, 0);
    t.equal(differenceOf(one, two).unlike.length, 1);
    t.equal(differenceOf(two, none).unlike.length, 1);
    t.equal(differenceOf(none, two).beyond.length, 1);
  }
});
