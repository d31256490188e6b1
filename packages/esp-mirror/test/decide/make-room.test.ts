import t from 'tap';
import { makeRoom } from '../../src/decide/make-room.ts';
import { modelTree, plainPolicy } from './model.ts';

/** Versions as kernel-install lays them out; `!` before one: damaged. */
const tree = (versions: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  modelTree(
    new Map([
      ...versions.flatMap((name): [string, string][] => {
        const version = name.replace('!', '');
        return [
          [`loader/entries/tok-${version}.conf`, `version ${version}\nlinux /tok/${version}/linux\n`],
          [`tok/${version}/linux`, name.startsWith('!') ? '' : `MZ ${version}`],
        ];
      }),
      ...Object.entries(more),
    ]),
  );

const cases: readonly (readonly [
  name: string,
  source: readonly string[],
  mirror: readonly string[],
  gone: readonly string[],
])[] = [
  ['nothing is stale', ['6.1'], ['6.1'], []],
  ['an old version goes', ['6.1', '6.2'], ['6.0', '6.1'], ['6.0']],
  ['all go but the newest, where none is to stay', ['6.9'], ['6.0', '6.10', '6.2'], ['6.0', '6.2']],
  ['the only one stays', ['6.9'], ['6.0'], []],
  ['a damaged one is not the one that stays', ['6.9'], ['6.0', '!6.1'], ['6.1']],
  ['a damaged one that is to stay saves nobody', ['6.1'], ['!6.1', '6.0'], []],
];

t.test('what can go before the new files come', async (t) => {
  for (const [name, source, mirror, gone] of cases) {
    const room = makeRoom(tree(source), tree(mirror), plainPolicy);
    t.strictSame(
      room.entries.map(({ path }) => path).sort(),
      gone.map((version) => `loader/entries/tok-${version}.conf`),
      name,
    );
    t.strictSame(
      room.payloads.map(({ path }) => path).sort(),
      gone.map((version) => `tok/${version}/linux`),
      name,
    );
    for (const { path } of [...room.entries, ...room.payloads])
      t.notOk(
        [...room.mirror.listing.nodes.values()].some((node) => node.path === path),
        path,
      );
  }
});

t.test('files that no entry names go, those of others stay', async (t) => {
  const mirror = tree(['6.1'], {
    'stale.img': 'x',
    'EFI/other/x.cfg': 'x',
    'loader/random-seed': 'x',
    shared: 'x',
  });
  const source = tree(['6.1'], { shared: 'y' });
  const room = makeRoom(source, mirror, plainPolicy);
  t.strictSame(
    room.payloads.map(({ path }) => path),
    ['stale.img'],
  );
});
