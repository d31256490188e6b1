import t from 'tap';
import type { EspFound, OwnEntry } from '../../src/decide/esp-found.ts';
import { type EspFiles, makingRoom } from '../../src/decide/giving-way.ts';
import { placementOf } from '../../src/decide/placement.ts';
import type { Wanted } from '../../src/decide/wanted.ts';

const [id, middle, old] = [
  '20260102030405AbCdEfGh',
  '20250102030405AbCdEfGh',
  '20240102030405AbCdEfGh',
] as const;
const MiB = 2 ** 20;
const payload = (name: string) => `tok/gen/${name}`;
const wanted: Wanted = {
  token: 'tok',
  id,
  type: 1,
  isSwitch: true,
  isBooted: false,
  tries: 3,
  parts: { title: 'T', machineId: null, sortKey: 'x', options: 'ro', linux: payload('new'), initrds: [] },
  payloads: [
    { path: payload('new'), from: 'x', size: 10 * MiB, mtime: 1, sha256: '0' },
    { path: payload('again'), from: 'x', size: 1, mtime: 1, sha256: '1' },
  ],
  image: {
    osRelease: null,
    release: '7',
    config: null,
    kernel: { size: 1, sha256: '0', form: 'unsigned' },
    initrds: [],
  },
  release: null,
  older: [],
  now: 1_800_000_000,
};
const entry = (own: string, kernel: string | null, version: string, type: 1 | 2 = 1): OwnEntry => ({
  type,
  id: own,
  kernel,
  left: null,
  done: null,
  name: `tok-${kernel === null ? 'gen' : 'kernel'}-${own}${kernel === null ? '' : `-${kernel}`}${type === 1 ? '.conf' : '.efi'}`,
  size: type === 1 ? 300 : 12 * MiB,
  text: 'x',
  isIntact: true,
  version,
  sortKey: 'x',
  machineId: null,
});
const entries = [
  entry(middle, null, '20250102000000-6.12'),
  entry(middle, '6.6', '20250102000000-6.6'),
  entry(old, null, '20240102000000-6.10'),
  entry(old, '6.6', '20240102000000-6.6'),
  entry(old, '6.1', '20240102000000-6.1'),
];
const found: EspFound = {
  entries,
  others: ['other.conf'],
  refindMenus: [],
  loaderConf: 'default tok-gen-*\n',
  payloads: new Map([[payload('again'), 'same']]),
  missing: [],
};
const named: Readonly<Record<string, readonly string[]>> = {
  [`tok-kernel-${old}-6.1.conf`]: ['old-6.1', 'ucode'],
  [`tok-kernel-${old}-6.6.conf`]: ['old-6.6', 'ucode', 'again'],
  [`tok-kernel-${middle}-6.6.conf`]: ['middle-6.6', 'ucode'],
  [`tok-gen-${middle}.conf`]: ['middle', 'ucode'],
  'other.conf': [],
};
const espWith = (free: number, more: Partial<EspFiles> = {}): EspFiles => ({
  name: '/efi',
  isBooted: true,
  free: free * MiB,
  cluster: 4096,
  found,
  entries: Object.entries(named).map(([name, files]) => ({
    path: `loader/entries/${name}`,
    files: files.map(payload),
  })),
  payloads: new Map(
    ['old-6.1', 'old-6.6', 'middle-6.6', 'middle', 'ucode', 'again'].map((name) => [payload(name), 5 * MiB]),
  ),
  ...more,
});
const made = (
  esps: readonly EspFiles[],
  isHeld: (entry: OwnEntry) => boolean = () => false,
  from = found,
) => {
  const to = { wanted, placement: placementOf(wanted, from), image: null, older: [], kept: [] };
  const room = makingRoom(to, from, esps, isHeld);
  if (room === null) return null;
  const operations = room.publication.phases.flatMap((phase) => phase.operations);
  return {
    gave: room.gave.map(({ name }) => name.replace(/^tok-kernel-|\.\w+$/g, '')),
    deleted: operations.flatMap(({ op, path }) => (op === 'delete' ? [path.split('/').at(-1)] : [])),
    order: operations.map(({ op }) => op),
    noRoom: room.noRoom,
  };
};

t.test(
  'the one that was switched to longest ago, and its oldest kernel, first; no more than that needs',
  async (t) => {
    const one = made([espWith(6)]);
    t.match(one, { gave: [`${old}-6.1`], noRoom: null });
    t.strictSame(
      one?.deleted,
      [`tok-kernel-${old}-6.1.conf`, 'old-6.1'],
      'what others name stays, and what none does',
    );
    t.strictSame(one?.order, ['delete', 'delete', 'copy', 'write'], 'before anything is written');
    const two = made([espWith(1)]);
    t.strictSame(two?.gave, [`${old}-6.1`, `${old}-6.6`]);
    t.notOk(two?.deleted.includes('again'), 'what the new one names, too');
    t.equal(made([espWith(-4)])?.gave.length, 3);
  },
);

t.test('what no entry names goes first', async (t) => {
  const left = espWith(6, {
    payloads: new Map([
      [payload('old-6.1'), 5 * MiB],
      [payload('left'), 3 * MiB],
      ['EFI/Linux/TWIN0000.TMP', 3 * MiB],
    ]),
  });
  const one = made([left]);
  t.match(one, { gave: [], noRoom: null, deleted: ['left', 'TWIN0000.TMP'] });
});

t.test('a mirror has an entry still that went before', async (t) => {
  const fewer = {
    ...found,
    entries: entries.filter(({ id: own, kernel }) => own !== old || kernel !== '6.1'),
  };
  const { entries: all } = espWith(0);
  const booted = espWith(99, {
    found: fewer,
    entries: all.filter(({ path }) => !path.endsWith(`${old}-6.1.conf`)),
  });
  const one = made([booted, espWith(6, { name: '/efi2', isBooted: false })], undefined, fewer);
  t.match(one, { gave: [], noRoom: null });
});

t.test('it is not enough: nothing goes', async (t) => {
  t.equal(made([espWith(-5)]), null);
  t.equal(
    made([espWith(0)], () => true),
    null,
  );
});

t.test('what somebody has chosen stays', async (t) => {
  t.strictSame(made([espWith(6)], ({ kernel }) => kernel === '6.1')?.gave, [`${old}-6.6`]);
});

t.test('the fullest ESP counts, and an entry of any keeps what it names', async (t) => {
  const mirror = espWith(1, { name: '/efi2', isBooted: false });
  t.equal(made([espWith(99), mirror])?.gave.length, 2);
  const entriesToo = [...mirror.entries, { path: 'loader/entries/x.conf', files: ['TOK/GEN/OLD-6.1'] }];
  const naming = espWith(6, { name: '/efi2', isBooted: false, entries: entriesToo });
  const both = made([espWith(6), naming]);
  t.strictSame(both?.gave, [`${old}-6.1`, `${old}-6.6`]);
  t.notOk(both?.deleted.includes('old-6.1'));
});

t.test('images: the room is theirs', async (t) => {
  const images = [
    entry(middle, null, '20250102000000-6.12', 2),
    entry(middle, '6.6', '20250102000000-6.6', 2),
  ];
  const from = { ...found, entries: images };
  const one = made([espWith(-1, { found: from })], undefined, from);
  t.strictSame(one?.deleted, [`tok-kernel-${middle}-6.6.efi`]);
  t.equal(made([espWith(-2, { found: from })], undefined, from), null);
});
