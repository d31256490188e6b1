import t from 'tap';
import { menuOf } from '../../src/decide/entries.ts';
import type { FileFacts } from '../../src/decide/facts/machine-facts.ts';
import { treeOfMember } from '../../src/decide/member-tree.ts';
import { isOfSeveralKinds, whyPassedOver } from '../../src/decide/passed-over.ts';
import { entryPath, file, member, program, text } from '../machine-fixture.ts';

/** The only entry of a member with these files, and what it is in. */
function only(files: Readonly<Record<string, FileFacts>>) {
  const one = member('a', { files: { [entryPath]: null, ...files } });
  const tree = { member: one, tree: treeOfMember(one) };
  const [entry] = tree.tree.menu;
  if (entry === undefined) throw new Error('there is no entry');
  return { entry, tree };
}
function whyOf(files: Readonly<Record<string, FileFacts>>): string | null {
  const { entry, tree } = only(files);
  return whyPassedOver(entry, tree, 'x64');
}
const conf = (content: string, more: Readonly<Record<string, FileFacts>> = {}) =>
  whyOf({ 'loader/entries/x.conf': text(content), ...more });
const kernel = { k: program(9) };

t.test('texts: by the program that they name', async (t) => {
  t.equal(conf('linux /k\n', kernel), null);
  t.equal(conf('linux /K\ninitrd /none\n', kernel), null, 'a missing initrd is no reason');
  t.equal(conf('linux /k\n', { k: file(0) }), null, 'an empty one is there');
  t.equal(conf('linux /k\n', { 'k/x': file(1) }), null, 'a directory is opened, too');
  for (const key of ['linux', 'efi', 'uki']) t.match(conf(`${key} /k\n`), /^names k, which does not exist$/);
  t.equal(conf('linux /none\nlinux /k\n', kernel), null, 'the last one counts');
  t.match(conf('linux /k\nlinux /none\n', kernel), /^names none/);
  t.equal(conf('linux ../k\n'), null, 'where that leads nobody here knows');
  t.match(conf('title x\n'), /^does not name anything/);
  t.match(whyOf({ 'loader/entries/x.conf': text('') }), /^does not name anything/);
  t.equal(conf('uki-url http://example.org/x.efi\n'), null);
  t.equal(whyOf({ 'loader/entries/x.conf': { ...file(9), unreadable: 'EIO' } }), null);
  t.equal(whyOf({ 'loader/entries/x.conf': file(99_999) }), null, 'too large to be kept');
});

t.test('unified kernel images: by what is in them', async (t) => {
  const image = (one: FileFacts) => whyOf({ 'EFI/Linux/x.efi': one });
  const sorting = { key: 'arch', version: null };
  t.equal(image(program(9, { sorting })), null);
  t.equal(image(program(9, { sorting, isCut: true })), null, 'it is listed, and fails');
  t.match(image(program(9, { sorting, machine: 0xaa64 })), /^is for aa64/);
  t.equal(image(program(9, { sorting, machine: 0x8664 })), null);
  t.match(image(program(9, { sorting: null })), /^has no os-release/);
  t.match(image(program(9, { pe: false })), /^is not a PE image/);
  t.match(image(program(0, { pe: false })), /^is empty/);
  t.equal(image({ ...program(9), unreadable: 'EIO', image: null }), null);
  const { sorting: _, ...older } = program(9).image ?? {};
  t.equal(
    image({ ...program(9), image: older as NonNullable<FileFacts['image']> }),
    null,
    'an older capture',
  );
});

t.test('programs of several kinds', async (t) => {
  const isMixed = (content: string) =>
    isOfSeveralKinds(only({ 'loader/entries/x.conf': text(content), ...kernel }).entry);
  t.ok(isMixed('linux /k\nefi /k\n'));
  t.notOk(isMixed('linux /k\nlinux /k\n'));
  const { entry, tree } = only({ 'loader/entries/x.conf': text('linux /k\nuki /k\n'), ...kernel });
  t.notOk(isOfSeveralKinds(only({ 'EFI/Linux/x.efi': program(9) }).entry));
  const { listed } = menuOf([tree], { architecture: 'x64', kernels: ['x64'], isSystemdBoot: true });
  t.match(listed, [{ entry: { id: entry.id }, defect: /^names programs of several kinds/ }]);
});
