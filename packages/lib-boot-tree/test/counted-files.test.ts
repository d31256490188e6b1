import t from 'tap';
import { countedFiles, manifestPath } from '../src/counted-files.ts';
import { ownVendorsOf } from '../src/vendor-names.ts';
import { treeOf } from './tree-of.ts';

const own = '00112233445566778899aabbccddeeff';
const other = 'ffeeddccbbaa99887766554433221100';
const running = { ids: new Set([own]), osIds: new Set(['arch']) };
const counting = { running, vendors: ownVendorsOf(['arch']), recorded: new Set<string>() };
const paths = (files: Readonly<Record<string, string>>, more: Partial<typeof counting> = {}) =>
  countedFiles(treeOf(files), { ...counting, ...more }).map(({ path }) => path);

t.test('a path of the manifest', async (t) => {
  t.equal(manifestPath('loader/entries/a+2-1.conf'), 'LOADER/ENTRIES/A.CONF');
  t.equal(manifestPath('EFI/Linux/a+3.efi'), 'EFI/LINUX/A.EFI');
  t.equal(manifestPath('files/a+3.efi'), 'FILES/A+3.EFI', 'no entry has no counter');
});

t.test('what counts', async (t) => {
  const counted: Readonly<Record<string, string>> = {
    'EFI/arch/grubx64.efi': 'MZ',
    'EFI/refind/refind.conf': '',
    [`${own}/6.1/linux`]: 'MZ',
    'loader/loader.conf': '',
    linux: 'MZ',
  };
  for (const [path, text] of Object.entries(counted)) t.same(paths({ [path]: text }), [path.toUpperCase()]);
  const passedOver: Readonly<Record<string, string>> = {
    'loader/esp-sync': '# esp-sync 1',
    'loader/esp-kept': '',
    'loader/random-seed': 'x',
    'EFI/UpdateCapsule/a.cap': 'x',
    'EFI/arch/fw/fwupd.cap': 'x',
    'EFI/Microsoft/boot/bcd': 'x',
    'EFI/fedora/shimx64.efi': 'MZ',
    [`${other}/6.1/linux`]: 'MZ',
    [`loader/entries/${other}-6.1.conf`]: '',
    'EFI/Linux/fedora.efi': 'MZ os=fedora',
    'TWIN0000.TMP': 'x',
  };
  for (const [path, text] of Object.entries(passedOver)) t.same(paths({ [path]: text }), [], path);
});

t.test('what another system names is its own, unless ours names it, too', async (t) => {
  const theirs = { 'loader/entries/other.conf': `machine-id ${other}\nlinux /linux\n`, linux: 'MZ' };
  t.same(paths(theirs), []);
  t.same(paths({ ...theirs, 'loader/entries/a.conf': 'linux /linux\n' }), ['LINUX', 'LOADER/ENTRIES/A.CONF']);
});

t.test('what is recorded counts on, and a machine that is not known counts all', async (t) => {
  const fedora = { 'EFI/fedora/shimx64.efi': 'MZ' };
  t.same(paths(fedora, { recorded: new Set(['EFI/FEDORA/SHIMX64.EFI']) }), ['EFI/FEDORA/SHIMX64.EFI']);
  t.same(paths(fedora, { vendors: null }), ['EFI/FEDORA/SHIMX64.EFI']);
  const entry = { 'loader/entries/other.conf': `machine-id ${other}\n` };
  t.equal(paths(entry, { running: { ids: new Set(), osIds: new Set() } }).length, 1);
});

t.test('of two names of an entry the one without a counter counts', async (t) => {
  const tree = treeOf({ 'loader/entries/a+2.conf': 'old', 'loader/entries/a.conf': 'new' });
  t.match(countedFiles(tree, counting), [
    { path: 'LOADER/ENTRIES/A.CONF', node: { path: 'loader/entries/a.conf' } },
  ]);
});
