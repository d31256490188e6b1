import { nameOf } from '@twinroot/lib-tree';
import t from 'tap';
import { chosenEntry, earlierIdOf, idOf, menuOf, settingOf } from '../../src/decide/entries.ts';
import { treeOfMember } from '../../src/decide/member-tree.ts';
import { entryPath, member, program, text } from '../machine-fixture.ts';

const entryOf = (version: string, more = '') => text(`title x\nversion ${version}\n${more}linux /linux\n`);

function menu(
  entries: Readonly<Record<string, ReturnType<typeof text>>>,
  architecture: string | null = 'x64',
) {
  const files = Object.fromEntries(
    Object.entries(entries).map(([name, file]) => [`loader/entries/${name}`, file]),
  );
  const one = member('a', { files: { [entryPath]: null, ...files } });
  return menuOf([{ member: one, tree: treeOfMember(one) }], {
    architecture,
    kernels: [architecture],
    isSystemdBoot: false,
  }).listed;
}
const names = (...args: Parameters<typeof menu>) => menu(...args).map(idOf);

t.test('the order of the menu', async (t) => {
  t.strictSame(names({ 'a-6.1.conf': entryOf('6.1'), 'a-6.12.conf': entryOf('6.12') }), [
    'a-6.12.conf',
    'a-6.1.conf',
  ]);
  const keyed = (version: string) => entryOf(version, 'sort-key arch\n');
  t.strictSame(names({ 'z.conf': keyed('6.1'), 'y.conf': keyed('6.12'), 'x.conf': entryOf('9') }), [
    'y.conf',
    'z.conf',
    'x.conf',
  ]);
  t.strictSame(
    names({ 'a+0-3.conf': keyed('6.12'), 'b.conf': keyed('6.1') }),
    ['b.conf', 'a.conf'],
    'those without tries last',
  );
  t.strictSame(names({ 'a.conf': entryOf('1', 'architecture aa64\n'), 'b.conf': entryOf('1') }), ['b.conf']);
});

t.test('unified kernel images are sorted by their os-release, and have no machine id', async (t) => {
  const image = (key: string, version: string) => program(9, { osId: 'zz', sorting: { key, version } });
  const one = member('a', {
    files: {
      [entryPath]: null,
      'EFI/Linux/a.efi': image('arch', '2'),
      'EFI/Linux/b+3.efi': image('arch', '4'),
      'EFI/Linux/c.efi': image('aa', '0'),
      'loader/entries/d.conf': entryOf('3', 'sort-key arch\n'),
      'loader/entries/e.conf': entryOf('9', 'sort-key arch\nmachine-id 5d1c4e0b8f2a4c6e9b3d7a1f0e2c4b68\n'),
    },
  });
  const { listed } = menuOf([{ member: one, tree: treeOfMember(one) }], {
    architecture: 'x64',
    kernels: ['x64'],
    isSystemdBoot: false,
  });
  t.strictSame(listed.map(idOf), ['c.efi', 'b.efi', 'd.conf', 'a.efi', 'e.conf']);
});

t.test('which one is booted', async (t) => {
  const listed = menu({
    'a-6.1.conf': entryOf('6.1'),
    'a-6.12.conf': entryOf('6.12'),
    'b.conf': entryOf('1'),
  });
  const chosen = (variable: string | null, loaderConf: string | null) => {
    const found = chosenEntry(listed, { variable, loaderConf });
    return found === null ? null : [idOf(found), found.by];
  };
  t.strictSame(chosen(null, null), ['b.conf', 'first of the menu']);
  t.strictSame(chosen(null, 'default a-*\n'), ['a-6.12.conf', 'default of loader.conf']);
  t.strictSame(chosen(null, 'default a-*\npreferred b*\n'), ['b.conf', 'preferred of loader.conf']);
  t.strictSame(chosen('a-6.1.conf', 'default b*\n'), ['a-6.1.conf', 'LoaderEntryDefault']);
  t.strictSame(chosen('gone.conf', 'default A-6.1.CONF\n'), ['a-6.1.conf', 'default of loader.conf']);
  t.strictSame(chosen('@saved', 'default @saved\n'), ['b.conf', 'first of the menu']);
  t.equal(chosenEntry([], { variable: null, loaderConf: null }), null);
});

t.test('a boot counter is a part of the name for earlier versions', async (t) => {
  const listed = menu({ 'a+3.conf': entryOf('1'), 'b.conf': entryOf('1') });
  const wishes = { variable: null, loaderConf: 'default a.conf\n' };
  const nameBy = (by?: typeof idOf) => chosenEntry(listed, wishes, by)?.entry.file.path;
  t.equal(nameBy(), 'loader/entries/a+3.conf');
  t.equal(nameBy(earlierIdOf), 'loader/entries/b.conf');
  const glob = { variable: null, loaderConf: 'default a*\n' };
  t.equal(chosenEntry(listed, glob, earlierIdOf)?.entry.file.path, 'loader/entries/a+3.conf');
});

t.test('what systemd-boot passes over is told apart, each with a reason', async (t) => {
  const one = member('a', { files: { 'loader/entries/x.conf': entryOf('9') } });
  const of = (isSystemdBoot: boolean) =>
    menuOf([{ member: one, tree: treeOfMember(one) }], {
      architecture: 'x64',
      kernels: ['x64'],
      isSystemdBoot,
    });
  const own = nameOf(entryPath);
  t.strictSame(of(false).passedOver, []);
  t.strictSame(of(false).listed.map(idOf).toSorted(), [own, 'x.conf']);
  t.match(of(true), {
    listed: [{ entry: { file: { path: entryPath } }, defect: null }],
    passedOver: [{ entry: { file: { path: 'loader/entries/x.conf' } }, defect: /does not exist/ }],
  });
  t.equal(of(true).listed.length, 1);
});

t.test('a setting of loader.conf', async (t) => {
  t.equal(settingOf('# default x\ndefault a\ndefault  b \r\n', 'default'), 'b');
  t.equal(settingOf('timeout 3\n', 'default'), null);
});
