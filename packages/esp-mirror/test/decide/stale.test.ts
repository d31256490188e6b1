import t from 'tap';
import { mirrorOperations } from '../../src/decide/mirror-operations.ts';
import { leftovers, staleEntries, staleFiles, stalePayloads } from '../../src/decide/stale.ts';
import { switchOf } from '../../src/decide/switch.ts';
import { targetOf } from '../../src/decide/target.ts';
import { type ModelTree, modelTree, plainPolicy } from './model.ts';

function staleOf(from: ModelTree, to: ModelTree) {
  const [source, mirror] = [modelTree(from), modelTree(to)];
  const target = targetOf(source, mirror, plainPolicy);
  const change = switchOf(source, mirror, target, true);
  const facts = { source, mirror, target, change, restored: [], policy: { purge: false } };
  const shown = (operations: ReturnType<typeof leftovers>) =>
    operations.map(({ op, path }) => `${op} ${path}`);
  return {
    leftovers: shown(leftovers(mirror, target)),
    entries: shown(staleEntries(mirror, target, change)),
    payloads: shown(stalePayloads(facts, staleFiles(facts), mirrorOperations(mirror))),
  };
}

const sound: readonly [string, string][] = [
  ['linux', 'MZ'],
  ['loader/entries/a.conf', 'linux /linux\n'],
];

t.test('what goes from a mirror', async (t) => {
  const none = { leftovers: [], entries: [], payloads: [] };
  t.strictSame(staleOf(new Map(sound), new Map(sound)), none, 'nothing');
  t.strictSame(
    staleOf(new Map(sound), new Map([...sound, ['TWIN0001.TMP', 'x'], ['TWIN0002.TMP', null]])),
    { ...none, leftovers: ['delete TWIN0001.TMP', 'rmdir TWIN0002.TMP'] },
    'what an earlier run left',
  );
  const odd: readonly [string, string][] = [...sound, ['TWIN0001.TMP/x', 'x']];
  t.strictSame(
    staleOf(new Map(odd), new Map(odd)),
    none,
    'not a directory of that name with files of the source',
  );
  t.strictSame(
    staleOf(
      new Map(sound),
      new Map([
        ...sound,
        ['tok/6.0/linux', 'MZ'],
        ['loader/entries/old.conf', 'linux /tok/6.0/linux\n'],
        ['loader/random-seed', 'x'],
        ['EFI/debian/grub.cfg', 'x'],
      ]),
    ),
    {
      ...none,
      entries: ['delete loader/entries/old.conf'],
      payloads: ['delete tok/6.0/linux', 'rmdir tok/6.0', 'rmdir tok'],
    },
    "an old version, but not what is each member's own or another system's",
  );
  t.strictSame(
    staleOf(
      new Map(sound),
      new Map([
        ['linux', 'MZ'],
        ['TWIN0001.NEW', 'MZ'],
        ['loader/entries/a.conf', 'linux /TWIN0001.NEW\n'],
      ]),
    ),
    { ...none, payloads: ['delete TWIN0001.NEW'] },
    'a copy that an entry names goes last',
  );
});
