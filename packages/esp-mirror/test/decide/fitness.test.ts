import t from 'tap';
import { changes, faultOf, isCarried, isDamaged, namesHeld, sharesPinned } from '../../src/decide/fitness.ts';
import { holdFacts } from './hold-facts.ts';

const path = 'loader/entries/a.conf';
const text = 'linux /linux\ninitrd /initrd\n';
const there = { linux: 'MZ 1', initrd: '1', [path]: text };

/** The facts of two trees, and the first entry of the source. */
const look = (from: Readonly<Record<string, string>>, to: Readonly<Record<string, string>> = there) => {
  const facts = holdFacts(from, to);
  const entry = facts.wanted.find(({ type }) => type === 1);
  if (!entry) throw new Error('the source has no entry');
  return { facts, entry };
};

t.test('what would change on the mirror', async (t) => {
  const cases: readonly (readonly [from: Readonly<Record<string, string>>, keys: readonly string[]])[] = [
    [there, []],
    [{ ...there, linux: 'MZ 2' }, ['LINUX']],
    [{ ...there, initrd: '2', linux: 'MZ 2' }, ['LINUX', 'INITRD']],
    [{ ...there, [path]: `${text}initrd /new\n`, new: 'x' }, ['NEW']],
  ];
  for (const [from, keys] of cases) {
    const { facts, entry } = look(from);
    t.strictSame(changes(entry, facts), keys, Object.values(from).join(' '));
    t.equal(sharesPinned(entry, new Set(['LINUX']), facts), keys.includes('LINUX'));
  }
  const { facts, entry } = look({ ...there, [path]: `title x\n${text}` });
  t.equal(sharesPinned(entry, new Set([entry.key]), facts), true, 'its own text stays, and differs');
});

t.test('why it must not come', async (t) => {
  const fault = (from: Readonly<Record<string, string>>, to?: Readonly<Record<string, string>>) => {
    const { facts, entry } = look(from, to);
    return faultOf(entry, facts);
  };
  t.equal(fault(there), null);
  t.ok(fault({ ...there, linux: 'MZ cut' })?.includes('linux'));
  t.ok(fault({ ...there, initrd: '' })?.includes('initrd'), 'the mirror has better');
  t.equal(fault({ ...there, initrd: '' }, {}), null, 'it has not');
  const windows = { [path]: 'efi /EFI/Microsoft/Boot/bootmgfw.efi\n' };
  const loader = { 'EFI/Microsoft/Boot/bootmgfw.efi': 'MZ' };
  t.equal(fault(windows, loader), null, 'what each disk has of its own, it has');
  t.ok(fault({ ...windows, ...loader }, {}) !== null);
});

t.test('files that come, and files that do not', async (t) => {
  const { facts, entry } = look({ ...there, initrd: '2' });
  t.equal(isCarried(entry, facts), true);
  const without = { ...facts, files: new Map([...facts.files].filter(([key]) => key !== 'INITRD')) };
  t.equal(isCarried(entry, without), false, 'one is left out, and differs');
  const damaged = {
    ...facts,
    files: facts.files,
    source: { ...facts.source, faults: new Map([['INITRD', 'is truncated']]) },
  };
  const [linux, initrd] = entry.names;
  if (!linux || !initrd) throw new Error('two names are due');
  t.strictSame(
    [linux, initrd].map((name) => isDamaged(name, damaged)),
    [false, true],
  );
});

t.test('an image that is held', async (t) => {
  const uki = 'EFI/Linux/u.efi';
  const { facts, entry } = look({ [uki]: 'MZ 2', [path]: `linux /${uki}\n` }, { [uki]: 'MZ 1' });
  const image = facts.wanted.find(({ type }) => type === 2);
  if (!image) throw new Error('no image');
  const sound = new Map(facts.wanted.map((one) => [one, null]));
  t.equal(namesHeld(entry, new Set(), sound, facts), false);
  t.equal(namesHeld(entry, new Set([image.id]), sound, facts), true);
  t.equal(namesHeld(entry, new Set(), new Map([[image, 'is damaged']]), facts), true);
});
