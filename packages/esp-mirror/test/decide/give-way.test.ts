import t from 'tap';
import { givingWay } from '../../src/decide/give-way.ts';
import { holdFacts } from './hold-facts.ts';

const entry = (name: string, ...initrds: readonly string[]): Record<string, string> => ({
  [`loader/entries/${name}.conf`]: `linux /linux\n${initrds.map((path) => `initrd /${path}\n`).join('')}`,
});
const ways = (
  from: Readonly<Record<string, string>>,
  to: Readonly<Record<string, string>>,
  broken: readonly string[],
  pinned: readonly string[] = [],
) => {
  const facts = holdFacts(from, to);
  const isBroken = ({ file }: (typeof facts.wanted)[number]) =>
    broken.some((name) => file.path.endsWith(`/${name}.conf`));
  const giving = givingWay(
    facts.wanted.filter(isBroken),
    facts.wanted.filter((one) => !isBroken(one)),
    new Set(pinned),
    facts,
  );
  return [...giving].map(([{ file }, { taken, comes }]) => `${file.path.slice(15, -5)} ${taken} ${comes}`);
};

t.test('a damaged entry gives way to one that comes', async (t) => {
  const there = { linux: 'MZ 1', a: '1', b: '1', ...entry('a', 'a'), ...entry('b', 'b') };
  t.strictSame(
    ways({ ...there, linux: 'MZ 2' }, there, ['b']),
    ['b linux true'],
    'one that would start in its new form comes',
  );
  t.strictSame(ways({ linux: 'MZ 2', a: '1', ...entry('a', 'a'), ...entry('b', 'b') }, there, ['b']), [
    'b linux false',
  ]);
  t.strictSame(ways({ ...there, a: '2' }, there, ['b']), [], 'it names nothing that changes');
  t.strictSame(ways({ ...there, linux: 'MZ 2' }, {}, ['b']), [], 'the mirror has no version of it');
  t.strictSame(
    ways({ ...there, linux: 'MZ 2' }, there, ['b'], ['LINUX']),
    ['b linux false'],
    'it shares what stays',
  );
});

t.test('one that comes all the same takes files in its turn', async (t) => {
  const there = {
    linux: 'MZ 1',
    a: '1',
    b: '1',
    other: 'MZ 1',
    ...entry('a', 'a'),
    ...entry('b', 'a', 'b'),
    'loader/entries/c.conf': 'linux /other\ninitrd /b\n',
  };
  t.strictSame(ways({ ...there, a: '2', b: '2' }, there, ['c', 'b']).sort(), ['b a true', 'c b true']);
});
