import t from 'tap';
import { menuOf } from '../../src/decide/entries.ts';
import { fixOfEntry, fixOfNames, fixOfPayload, namesOfOne } from '../../src/decide/entry-fix.ts';
import type { FileFacts } from '../../src/decide/facts/machine-facts.ts';
import { judge } from '../../src/decide/judge.ts';
import { treeOfMember } from '../../src/decide/member-tree.ts';
import { findingOf } from '../findings-of.ts';
import {
  entry,
  entryPath,
  file,
  initrdPath,
  kernelPath,
  loaderPath,
  machine,
  member,
  program,
  registry,
  removable,
} from '../machine-fixture.ts';

type Files = Readonly<Record<string, FileFacts | null>>;
const byHand = 'guide: comes-up';
const byMirroring = 'esp-which | esp-mirror';

function fixOf(check: 'entries' | 'loader' | 'modules' | 'initrd', a: Files, b: Files) {
  const facts = machine({ members: [member('a', { files: a }), member('b', { files: b })] });
  return findingOf(facts, 'b', check)[0]?.fix;
}

t.test('esp-mirror brings what the booted member has, and nothing else', async (t) => {
  const other = { 'loader/entries/other.conf': entry(undefined, 'none') };
  const rows: readonly (readonly [string, Files, Files, string | null])[] = [
    ['the kernel', {}, { [kernelPath]: null }, byMirroring],
    ['the kernel, on neither', { [kernelPath]: null }, { [kernelPath]: null }, byHand],
    ['the initrd', {}, { [initrdPath]: null }, byMirroring],
    ['the initrd, on neither', { [initrdPath]: null }, { [initrdPath]: null }, byHand],
    ['the entry', {}, { [entryPath]: null }, byMirroring],
    ['the entry, on neither', { [entryPath]: null }, { [entryPath]: null }, byHand],
    ['an entry that only the mirror has', {}, other, byHand],
    ['nothing is wrong', {}, {}, null],
  ];
  for (const [name, a, b, expected] of rows) t.equal(fixOf('entries', a, b), expected, name);
});

t.test('where somebody has deleted all entries, esp-mirror wants to be told who wins', async (t) => {
  const recorded = (path: string) =>
    registry({ files: [{ path, size: 1, mtime: 1, digest: 'a'.repeat(64) }] });
  const fixWith = (path: string) =>
    findingOf(
      machine({
        members: [member('a'), member('b', { registry: recorded(path), files: { [entryPath]: null } })],
      }),
      'b',
      'entries',
    )[0]?.fix;
  t.equal(fixWith(entryPath.toUpperCase()), `${byMirroring} --force`);
  t.equal(fixWith('EFI/LINUX/A.EFI'), `${byMirroring} --force`);
  t.equal(fixWith(kernelPath.toUpperCase()), byMirroring);
});

t.test('loaders, and what is there but is not what is needed', async (t) => {
  const noLoader = { [loaderPath]: null, [removable]: null };
  const cut = { [loaderPath]: program(5, { isCut: true }) };
  t.equal(fixOf('loader', {}, noLoader), 'esp-which | esp-mirror --checksum');
  t.equal(fixOf('loader', noLoader, noLoader), byHand);
  t.equal(fixOf('loader', {}, cut), 'esp-which | esp-mirror --checksum');
  t.equal(fixOf('loader', cut, cut), byHand);
  const stale = { [kernelPath]: program(13_000_000, { kernelVersion: '5.0.0' }) };
  t.equal(fixOf('modules', {}, stale), byMirroring);
  t.equal(fixOf('modules', stale, stale), byHand);
  const empty = { [initrdPath]: file(0) };
  t.equal(fixOf('initrd', {}, empty), byMirroring);
  t.equal(fixOf('initrd', empty, empty), byHand);
  const here = member('a');
  const booted = { booted: here, bootedTrees: [{ member: here, tree: treeOfMember(here) }] };
  const own = here.files.get(kernelPath) ?? null;
  t.equal(fixOfPayload(booted, kernelPath, own), byHand, 'it is the same');
  t.equal(fixOfPayload(booted, kernelPath, null), byMirroring);
  t.equal(fixOfPayload(booted, 'none', null), byHand);
  t.equal(fixOfPayload({ booted: null, bootedTrees: [] }, kernelPath, null), byHand);
  t.equal(fixOfEntry({ booted: null, bootedTrees: [], member: here }, null), byHand);
});

/** The names of an entry of a member with these files beside its own. */
function namesWith(files: Files, more: Parameters<typeof member>[1] = {}) {
  const one = member('b', { ...more, files });
  const menu = menuOf([{ member: one, tree: treeOfMember(one) }], {
    architecture: 'x64',
    kernels: ['x64'],
    isSystemdBoot: true,
  });
  return namesOfOne(menu.listed);
}
const counted = (counter: string) => entryPath.replace('.conf', `${counter}.conf`);

t.test('several names: of what is the same, those that say less go', async (t) => {
  const fixWith = (...given: Parameters<typeof namesWith>) => namesWith(...given).map(fixOfNames);
  t.strictSame(fixWith({}), []);
  t.strictSame(fixWith({ [counted('+3')]: entry() }), [`rm -- /efi2/${counted('+3')}`]);
  t.strictSame(fixWith({ [entryPath]: null, [counted('+3')]: entry(), [counted('+2-1')]: entry() }), [
    `rm -- /efi2/${counted('+3')}`,
  ]);
  t.strictSame(fixWith({ [counted('+3')]: entry('quiet') }), [byHand], 'it is another one');
  t.strictSame(fixWith({ [counted('+3')]: entry() }, { mountpoint: null }), [byHand], 'it is not mounted');
  t.strictSame(fixWith({ [counted('+3')]: entry() }, { mountpoint: '/a b' }), [
    `rm -- '/a b/${counted('+3')}'`,
  ]);
});

t.test('images with several names: only what was read is known to be the same', async (t) => {
  const image = (digest: string | null) => ({
    ...program(9, { sorting: { key: 'a', version: null } }),
    digest,
  });
  const fixWith = (one: string | null, other: string | null) =>
    namesWith({ 'EFI/Linux/a.efi': image(one), 'EFI/Linux/a+1.efi': image(other) }).map(fixOfNames);
  t.strictSame(fixWith('aa', 'aa'), ['rm -- /efi2/EFI/Linux/a+1.efi']);
  t.strictSame(fixWith('aa', 'bb'), [byHand]);
  t.strictSame(fixWith(null, null), [byHand]);
  t.strictSame(fixWith('aa', null), [byHand]);
});

t.test('one name on the ESP and the same on the XBOOTLDR partition are two entries', async (t) => {
  const [one, other] = [member('a'), member('b')];
  const trees = [one, other].map((each) => ({ member: each, tree: treeOfMember(each) }));
  t.strictSame(
    namesOfOne(menuOf(trees, { architecture: 'x64', kernels: ['x64'], isSystemdBoot: true }).listed),
    [],
  );
  t.equal(judge(machine(), null).length, 2);
});
