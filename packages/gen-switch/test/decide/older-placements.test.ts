import t from 'tap';
import { entryText } from '../../src/decide/entry-text.ts';
import type { OwnEntry } from '../../src/decide/esp-found.ts';
import { imageTexts, textOfImage } from '../../src/decide/image-parts.ts';
import { olderPlacements } from '../../src/decide/older-placements.ts';
import type { OlderKernel } from '../../src/decide/wanted.ts';

const id = '20260102030405AbCdEfGh';
const stamp = '20261129190000';
const sorting = { machineId: null, sortKey: 'arch' };
const parts = {
  title: 'T',
  machineId: 'a'.repeat(32),
  sortKey: 'debian',
  options: 'ro',
  linux: 'l',
  initrds: [],
};
const kernel: OlderKernel = {
  release: '6.6.31+3',
  parts,
  payloads: [],
  image: {
    osRelease: null,
    release: '6.6.31+3',
    config: null,
    kernel: { size: 1, sha256: '0', form: 'unsigned' },
    initrds: [],
  },
};
const all = { ...parts, ...sorting };
const there = (type: 1 | 2, version: string, more: Partial<OwnEntry> = {}): OwnEntry => ({
  type,
  id,
  kernel: '6.6.31_3',
  left: null,
  done: null,
  name: `tok-kernel-${id}-6.6.31_3${type === 1 ? '.conf' : '.efi'}`,
  size: 9,
  text: type === 1 ? entryText(all, version) : textOfImage(imageTexts(kernel.image, { ...all, version })),
  isIntact: true,
  version,
  sortKey: 'arch',
  machineId: null,
  ...more,
});
const placed = (type: 1 | 2, ...entries: readonly OwnEntry[]) => {
  const [one] = olderPlacements({ token: 'tok', id, older: [kernel] }, { entries }, { type, stamp, sorting });
  return { name: one?.name, isWritten: one?.isWritten, replaces: one?.replaces, mayStay: one?.mayStay };
};
const version = `${stamp}-6.6.31+3`;
const earlier = '20250101000000-6.6.31+3';

t.test('what it says: the sorting of the newest kernel, and a version with the release', async (t) => {
  const [one] = olderPlacements(
    { token: 'tok', id, older: [kernel] },
    { entries: [] },
    { type: 1, stamp, sorting },
  );
  t.match(one?.text, /^version +20261129190000-6\.6\.31\+3$/m);
  t.match(one?.text, /^sort-key +arch$/m);
  t.notMatch(one?.text, 'machine-id');
  t.match(one?.image.osRelease, /^IMAGE_VERSION='?20261129190000-6\.6\.31\+3'?$/m);
  t.equal(one?.key, '6.6.31_3');
});

for (const type of [1, 2] as const)
  t.test(`Type #${type}`, async (t) => {
    const { name } = there(type, version);
    const cases: readonly (readonly [
      what: string,
      entries: readonly OwnEntry[],
      isWritten: boolean,
      mayStay: boolean,
    ])[] = [
      ['nothing is there', [], true, false],
      ['it is there', [there(type, version)], false, true],
      ['at its former place in the menu', [there(type, earlier)], true, true],
      ['it says something else', [there(type, earlier, { text: 'x' })], true, false],
      ['it is not whole', [there(type, version, { isIntact: false })], true, false],
      ['what a power cut has left', [there(type, version, { text: '', version: null })], true, false],
      ['of another generation', [there(type, version, { id: '20210411212549sdBXyLxg' })], true, false],
      ['of the other type', [there(type === 1 ? 2 : 1, version)], true, false],
    ];
    for (const [what, entries, isWritten, mayStay] of cases) {
      const replaces = entries.some((one) => one.name === name && one.id === id);
      t.strictSame(placed(type, ...entries), { name, isWritten, replaces, mayStay }, what);
    }
  });
