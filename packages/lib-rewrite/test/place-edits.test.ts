import { splitArguments } from '@twinroot/lib-cmdline';
import { createIdMap, parseMap } from '@twinroot/lib-idmap';
import t from 'tap';
import { namesLeft, placeEdits, renamedAt } from '../src/place-edits.ts';
import { luks, luks2, part, part2, twoDisks, x, y } from './text-fixture.ts';

const ids = createIdMap(parseMap(twoDisks, 'map'));

t.test('what comes in the place of each kind', async (t) => {
  const cases: [kind: Parameters<typeof renamedAt>[0], text: string, fresh: string | undefined][] = [
    ['device', '/dev/sda2', '/dev/sdb2'],
    ['partuuid', part, part2],
    ['luks', luks, luks2],
    ['luks', luks.slice(0, 8), luks2],
    ['luks', luks.slice(0, 5), undefined],
    ['name', luks, luks2],
    ['md', x.replaceAll('-', ''), y.replaceAll('-', '')],
    ['lv', 'vg/root', 'vg2/root'],
    ['vg', 'vg', 'vg2'],
    ['vg', 'other', undefined],
  ];
  for (const [kind, text, fresh] of cases)
    t.equal(renamedAt(kind, text, ids)?.text, fresh, `${kind} ${text}`);
});

t.test('a place in a word', async (t) => {
  const line = 'a root=/dev/sda2';
  const [, argument] = splitArguments(line);
  if (!argument) throw new Error('no argument');
  const place = { kind: 'device', start: 5, end: 14 } as const;
  const span = { start: 7, end: 16, written: (text: string) => text };
  t.match(
    placeEdits(line, argument, [place], ids, () => span),
    [{ start: 7, end: 16, text: '/dev/sdb2', old: '/dev/sda2', new: '/dev/sdb2' }],
  );
  t.strictSame(
    placeEdits(line, argument, [place], ids, () => null),
    [],
    'where it cannot be written',
  );
  t.strictSame(
    placeEdits(line, argument, [place], ids, () => ({ ...span, written: () => null })),
    [],
  );
});

t.test('names of the old disk without a new one', async (t) => {
  const two = createIdMap(
    parseMap(
      `UUID=${x} UUID=a\nUUID=${x.slice(0, -1)}0 UUID=b\n${twoDisks.split('\n').slice(-2).join('\n')}`,
      'map',
    ),
  );
  const of = (kind: 'vg' | 'lv' | 'luks', text: string) => {
    const [argument] = splitArguments(text);
    return argument
      ? namesLeft(argument, [{ kind, start: 0, end: text.length }], two).map(({ id }) => id)
      : [];
  };
  t.strictSame(of('lv', 'vg/swap'), ['vg/swap']);
  t.strictSame(of('lv', 'vg/root'), []);
  t.strictSame(of('vg', 'vg'), []);
  t.strictSame(of('luks', x.slice(0, 8)), [x.slice(0, 8)], 'the part of two UUIDs');
  t.strictSame(of('luks', 'ffffffff'), []);
});
