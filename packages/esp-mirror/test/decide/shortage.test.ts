import t from 'tap';
import { shortage, shortageText } from '../../src/decide/shortage.ts';
import { targetOf } from '../../src/decide/target.ts';
import { fileNode, modelTree, plainPolicy } from './model.ts';

const other = 'ffeeddccbbaa99887766554433221100';

t.test('what holds the room', async (t) => {
  const entry = (name: string): [string, string] => [`loader/entries/${name}.conf`, `linux /${name}\n`];
  const source = modelTree(new Map([entry('a'), entry('b'), ['b', 'MZ b']]));
  const mirror = modelTree(
    new Map([entry('a'), ['a', 'MZ 12345'], entry('b'), ['b', 'MZ'], [`${other}/linux`, 'MZ 1']]),
  );
  const found = shortage(4096, source, mirror, targetOf(source, mirror, plainPolicy));
  t.strictSame(
    [found.bytes, found.kept.map(({ path }) => path), found.held.map(({ path }) => path), found.heldEntries],
    [4096, [`${other}/linux`], ['a'], ['loader/entries/a.conf']],
  );
  const words = shortageText(found);
  for (const word of ['4096', '--purge', `${other}/`, ' 4 bytes', ' 8 bytes', 'loader/entries/a.conf'])
    t.ok(words.includes(word), word);
});

t.test('nothing but what is needed', async (t) => {
  const words = shortageText({ bytes: 1, kept: [], held: [], heldEntries: [] });
  t.notOk(words.includes('--purge'));
});

t.test('many names are cut short', async (t) => {
  const kept = Array.from({ length: 1000 }, (_, number) => fileNode(`d${number}/x`));
  t.ok(shortageText({ bytes: 1, kept, held: [], heldEntries: [] }).length < 400);
});
