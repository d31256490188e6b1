import t from 'tap';
import { entryText } from '../../src/decide/entry-text.ts';
import type { EspFound, OwnEntry } from '../../src/decide/esp-found.ts';
import { imageTexts, textOfImage } from '../../src/decide/image-parts.ts';
import { placementOf } from '../../src/decide/placement.ts';
import { publicationOf } from '../../src/decide/publication.ts';
import type { Wanted } from '../../src/decide/wanted.ts';

// Where entries are unified kernel images, or some of them; for texts alone see publication.test.ts.

const [id, older, oldest] = [
  '20260102030405AbCdEfGh',
  '20240411212549sdBXyLxg',
  '20210411212549sdBXyLxg',
] as const;
const machineId = '5d1c4e0b8f2a4c6e9b3d7a1f0e2c4b68';
const parts = { title: 'T', machineId, sortKey: 'debian', options: 'ro', linux: 'l', initrds: ['i'] };
const wanted: Wanted = {
  token: 'tok',
  id,
  type: 2,
  isSwitch: true,
  isBooted: false,
  tries: 3,
  parts,
  payloads: [],
  image: {
    osRelease: 'ID=debian\n',
    release: '6',
    config: null,
    kernel: { size: 1, sha256: '0', form: 'unsigned' },
    initrds: [],
  },
  release: null,
  older: [],
  now: Date.UTC(2026, 10, 29, 19, 0, 0) / 1000,
};
const stamp = '20261129190000';
const named = (own: string, counter: string, suffix: string) => {
  const [, left] = /^\+(\d+)/.exec(counter) ?? [];
  const name = `tok-gen-${own}${counter}${suffix}`;
  return {
    id: own,
    kernel: null,
    name,
    left: left === undefined ? null : Number(left),
    done: null,
    size: 9,
    isIntact: true,
  };
};
const imageOf = (own: string, counter: string, version: string): OwnEntry => ({
  ...named(own, counter, '.efi'),
  type: 2,
  text: textOfImage(imageTexts(wanted.image, { ...parts, version })),
  version,
  sortKey: 'debian',
  machineId: null,
});
const textOf = (
  own: string,
  counter: string,
  version: string,
  machine: string | null = machineId,
): OwnEntry => ({
  ...named(own, counter, '.conf'),
  type: 1,
  text: entryText({ ...parts, machineId: machine }, version),
  version,
  sortKey: 'debian',
  machineId: machine,
});
const found = (...entries: readonly OwnEntry[]): EspFound => ({
  entries,
  others: [],
  refindMenus: [],
  loaderConf: 'default tok-gen-*\n',
  payloads: new Map(),
  missing: ['EFI', 'EFI/Linux', 'loader/entries'],
});
/** The steps, in short, with the version of the image, and what entries of others say of the machine. */
const done = (more: Partial<Wanted>, ...entries: readonly OwnEntry[]) => {
  const all = { ...wanted, ...more };
  const place = placementOf(all, found(...entries));
  const built = place.type === 2 && place.isWritten ? { from: 'x', size: 5, mtime: 1 } : null;
  const { phases } = publicationOf(all, found(...entries), place, built);
  const operations = phases.flatMap((phase) => phase.operations);
  const texts = operations.flatMap((one) => (one.op === 'write' ? [Buffer.from(one.bytes).toString()] : []));
  return {
    steps: operations.map(({ op, path }) => `${op} ${path.replace(/tok-gen-/, '')}`),
    version: /^IMAGE_VERSION=(\d+)$/m.exec(place.image.osRelease)?.[1],
    withMachineId: texts.filter((text) => /^machine-id/m.test(text)).length,
  };
};

t.test('a first one: no directory for texts is made', async (t) => {
  t.strictSame(done({}), {
    steps: ['mkdir EFI', 'mkdir EFI/Linux', `copy EFI/Linux/${id}+3.efi`],
    version: stamp,
    withMachineId: 0,
  });
});

t.test('older ones with texts lose their machine id before it, the newest first', async (t) => {
  const others = [textOf(oldest, '', '20250101000000'), textOf(older, '+3', '20250202000000')];
  const { steps, withMachineId } = done({}, ...others);
  t.strictSame(steps.slice(2), [
    `write loader/entries/${older}+3.conf`,
    `write loader/entries/${oldest}.conf`,
    `copy EFI/Linux/${id}+3.efi`,
  ]);
  t.equal(withMachineId, 0);
  const [other] = placementOf(wanted, found(...others)).plain;
  t.equal(other?.id, older);
});

t.test('a text beside an image has no machine id', async (t) => {
  const all = done({ type: 1 }, imageOf(older, '', '20250202000000'), textOf(oldest, '', '20250101000000'));
  t.strictSame(all.steps.slice(-2), [
    `write loader/entries/${oldest}.conf`,
    `write loader/entries/${id}+3.conf`,
  ]);
  t.equal(all.withMachineId, 0);
  const alone = done({ type: 1 }, textOf(oldest, '', '20250101000000'));
  t.strictSame(alone.steps.slice(-1), [`write loader/entries/${id}+3.conf`]);
  t.equal(alone.withMachineId, 1, 'without an image all is as ever');
});

t.test('in place: nothing is built', async (t) => {
  const steps = (...entries: readonly OwnEntry[]) => done({}, ...entries).steps.slice(2);
  const whole = imageOf(id, '', '20260505050505');
  t.strictSame(steps(whole, imageOf(older, '', '20250202000000')), []);
  t.strictSame(steps({ ...whole, isIntact: false }), [`copy EFI/Linux/${id}.efi`], 'rotten');
  t.strictSame(steps({ ...whole, text: 'x' }), [`copy EFI/Linux/${id}.efi`], 'built from something else');
  t.strictSame(steps({ ...whole, text: '', version: null }), [
    `copy EFI/Linux/${id}+3.efi`,
    `delete EFI/Linux/${id}.efi`,
  ]);
});

t.test('another was switched to since: built anew, with a later version', async (t) => {
  const all = done({}, imageOf(id, '', '20260505050505'), textOf(older, '', '20260606060606', null));
  t.strictSame(all.steps.slice(2), [`copy EFI/Linux/${id}.efi`]);
  t.equal(all.version, stamp);
});

t.test('the other type of the same generation goes when the new one is there', async (t) => {
  const text = textOf(id, '', '20260505050505');
  t.strictSame(done({}, text).steps.slice(2), [
    `copy EFI/Linux/${id}.efi`,
    `delete loader/entries/${id}.conf`,
  ]);
  const image = imageOf(id, '+3', '20260505050505');
  t.strictSame(done({ type: 1 }, image).steps.slice(1), [
    `write loader/entries/${id}+3.conf`,
    `delete EFI/Linux/${id}+3.efi`,
  ]);
});

t.test('what runs and is counted keeps its name, and so its type', async (t) => {
  const text = textOf(id, '+2-1', '20260505050505', null);
  const newer = imageOf(older, '', '20260606060606');
  t.strictSame(done({ isBooted: true }, text, newer).steps.slice(-1), [
    `write loader/entries/${id}+2-1.conf`,
  ]);
  const image = imageOf(id, '+2-1', '20260505050505');
  t.strictSame(done({ isBooted: true, type: 1 }, image, newer).steps.slice(-1), [
    `copy EFI/Linux/${id}+2-1.efi`,
  ]);
});

t.test('for one boot only: after all others', async (t) => {
  const { version, steps } = done({ isSwitch: false }, textOf(older, '', '20260606060606'));
  t.equal(version, '00000000000000');
  t.strictSame(steps.slice(2), [`write loader/entries/${older}.conf`, `copy EFI/Linux/${id}+3.efi`]);
});
