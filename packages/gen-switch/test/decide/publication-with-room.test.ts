import t from 'tap';
import type { EspFound, OwnEntry } from '../../src/decide/esp-found.ts';
import { olderPlacements } from '../../src/decide/older-placements.ts';
import { placementOf } from '../../src/decide/placement.ts';
import { type EspRoom, publicationWithRoom } from '../../src/decide/publication-with-room.ts';
import type { OlderKernel, Wanted, WantedEntry } from '../../src/decide/wanted.ts';

const id = '20260102030405AbCdEfGh';
const MiB = 2 ** 20;
const entryOf = (release: string, mebibytes: number): WantedEntry => {
  const payloads = [
    { path: `tok/gen/linux-${release}`, from: 'x', size: mebibytes * MiB, mtime: 1, sha256: release },
    { path: 'tok/gen/initrd-ucode', from: 'boot/ucode', size: MiB, mtime: 1, sha256: 'u' },
  ];
  return {
    parts: {
      title: 'T',
      machineId: null,
      sortKey: 'debian',
      options: 'ro',
      linux: `tok/gen/linux-${release}`,
      initrds: [],
    },
    payloads,
    image: {
      osRelease: null,
      release,
      config: null,
      kernel: { size: 1, sha256: '0', form: 'unsigned' },
      initrds: [],
    },
  };
};
const older = (release: string, mebibytes: number): OlderKernel => ({
  release,
  ...entryOf(release, mebibytes),
});
const wantedOf = (type: 1 | 2): Wanted => ({
  token: 'tok',
  id,
  type,
  isSwitch: true,
  isBooted: false,
  tries: 3,
  ...entryOf('6.12', 10),
  release: '6.12',
  older: [older('6.6', 20), older('6.1', 5)],
  now: 1_800_000_000,
});
const empty: EspFound = {
  entries: [],
  others: [],
  refindMenus: [],
  loaderConf: 'default tok-gen-*\n',
  payloads: new Map(),
  missing: [],
};
const espWith = (free: number, more: Partial<EspRoom> = {}): EspRoom => ({
  name: '/efi',
  isBooted: true,
  free: free * MiB,
  cluster: 4096,
  found: empty,
  ...more,
});
/** Releases that have entries then, and why others have none. */
const planned = (type: 1 | 2, esps: readonly EspRoom[], found: EspFound = empty) => {
  const wanted = wantedOf(type);
  const placement = placementOf(wanted, found);
  const built = (mebibytes: number) => (type === 2 ? { from: 'x', size: mebibytes * MiB, mtime: 1 } : null);
  const entries = olderPlacements(wanted, found, placement).map((one, index) => ({
    placement: one,
    image: built([20, 5][index] ?? 0),
  }));
  const to = { wanted, placement, image: built(10), older: entries, kept: [] };
  const { publication, noRoom, left } = publicationWithRoom(to, found, esps);
  const operations = publication.phases.flatMap((phase) => phase.operations);
  return {
    entries: operations.flatMap(({ op, path }) => {
      const [, name] = /^(?:loader\/entries|EFI\/Linux)\/tok-(.*)\.\w+$/.exec(path) ?? [];
      return name === undefined ? [] : [op === 'delete' ? `no ${name}` : name];
    }),
    noRoom,
    left: left.map(({ release }) => release),
    whys: left.map(({ why }) => why),
    copied: operations.filter(({ op }) => op === 'copy').length,
  };
};
const main = `gen-${id}+3`;
const [middle, oldest] = [`kernel-${id}-6.6`, `kernel-${id}-6.1`];

for (const type of [1, 2] as const) {
  // Of texts, microcode is there once for all kernels.
  const shared = type === 1 ? 1 : 0;
  t.test(`Type #${type}`, async (t) => {
    const all = planned(type, [espWith(36 + shared)]);
    t.strictSame(all.entries, [main, middle, oldest], 'room for all');
    t.match(all, { noRoom: null, left: [], copied: type === 1 ? 4 : 3 });
    const some = planned(type, [espWith(35 + shared)]);
    t.strictSame(some.entries, [main, middle], 'the newer one of the others');
    t.match(some, { noRoom: null, left: ['6.1'], whys: [/\/efi needs \d+ more bytes of room.*gen-prune/] });
    t.strictSame(planned(type, [espWith(29 + shared)]).entries, [main, oldest], 'the one that has room');
    t.match(planned(type, [espWith(12)]), { entries: [main], noRoom: null, left: ['6.6', '6.1'] });
    const none = planned(type, [espWith(10)]);
    t.match(
      none,
      { noRoom: /needs \d+ more bytes/, left: [], entries: [main] },
      'as ever without room for the newest',
    );
  });
  t.test(`Type #${type}: the fullest ESP counts`, async (t) => {
    const mirror = espWith(12, { name: '/efi2', isBooted: false });
    t.match(planned(type, [espWith(99), mirror]), {
      left: ['6.6', '6.1'],
      whys: [/the mirror \/efi2/, /\/efi2/],
    });
  });
}

t.test('what is there already needs no room', async (t) => {
  const payloads = new Map([
    ['tok/gen/linux-6.6', 'same'],
    ['tok/gen/linux-6.12', 'same'],
    ['tok/gen/initrd-ucode', 'same'],
  ] as const);
  const found = { ...empty, payloads };
  t.match(planned(1, [espWith(1, { found })], found), { entries: [main, middle], left: ['6.1'] });
});

t.test('an image without room to be built anew stays at its place; one that is another goes', async (t) => {
  const roomy = planned(2, [espWith(99)]);
  t.equal(roomy.entries.length, 3);
  const wanted = wantedOf(2);
  const [one] = olderPlacements(wanted, empty, placementOf({ ...wanted, now: 1_700_000_000 }, empty));
  const before = (text: string): OwnEntry => ({
    type: 2,
    id,
    kernel: '6.6',
    left: null,
    done: null,
    name: `tok-kernel-${id}-6.6.efi`,
    size: 20 * MiB,
    text,
    isIntact: true,
    version: '20231114221320-6.6',
    sortKey: 'debian',
    machineId: null,
  });
  const { osRelease = '', commandLine = '', release = '' } = one?.image ?? {};
  const same = { ...empty, entries: [before(JSON.stringify([osRelease, commandLine, release]))] };
  t.match(planned(2, [espWith(12, { found: same })], same), { entries: [main], left: ['6.1'] });
  const other = { ...empty, entries: [before('x')] };
  t.match(planned(2, [espWith(12, { found: other })], other), {
    entries: [main, `no ${middle}`],
    left: ['6.6', '6.1'],
  });
});
