import t from 'tap';
import { found, hashed, registryOf } from '../../../lib-seal/test/registries.ts';
import { lostFiles } from '../../src/decide/lost-files.ts';
import { modelTree } from './model.ts';

const tree = (files: Readonly<Record<string, string>>) => hashed(modelTree(new Map(Object.entries(files))));
const files = {
  linux: 'MZ 1',
  'loader/entries/a.conf': 'linux /linux\n',
  'loader/loader.conf': 'timeout 3\n',
  'EFI/BOOT/BOOTX64.EFI': 'MZ loader',
};
const { files: recorded } = registryOf(found(tree(files)));
const without = (...gone: readonly string[]) =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !gone.includes(path)));

t.test('what a mirror has lost, and what somebody removed', async (t) => {
  const lost = (
    mirror: Readonly<Record<string, string>>,
    source: Readonly<Record<string, string>> = files,
    incomplete: readonly string[] = [],
  ) => lostFiles(tree(mirror), recorded, found(tree(source)), new Set(incomplete)).map(({ path }) => path);
  t.strictSame(lost(files), []);
  t.strictSame(lost(without('linux')), ['LINUX'], 'a kernel whose entry is there');
  t.strictSame(lost(without('linux', 'loader/entries/a.conf')), [], 'with its entry it was removed');
  t.strictSame(lost(without('EFI/BOOT/BOOTX64.EFI')), ['EFI/BOOT/BOOTX64.EFI'], 'a boot loader');
  t.strictSame(lost(without('loader/loader.conf')), [], 'what nothing needs was removed');
  t.strictSame(lost(without('linux'), { ...files, linux: 'MZ 2' }), [], 'the source has another one');
  t.strictSame(lost(without('linux'), without('linux')), [], 'it has none');
  t.strictSame(
    lost(without('loader/entries/a.conf'), files, ['LOADER/ENTRIES/A.CONF']),
    ['LOADER/ENTRIES/A.CONF'],
    'an entry that was held back',
  );
});
