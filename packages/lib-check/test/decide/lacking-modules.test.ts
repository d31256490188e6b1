import t from 'tap';
import { chosenEntry, menuOf } from '../../src/decide/entries.ts';
import { lackingModules } from '../../src/decide/lacking-modules.ts';
import { treeOfMember } from '../../src/decide/member-tree.ts';
import {
  btrfsParts,
  initrd,
  kernelPath,
  machine,
  member,
  program,
  release,
  withModules,
} from '../machine-fixture.ts';

const root = { source: null, devices: [btrfsParts.a, btrfsParts.b], pool: null, node: null };
const drivers = [
  { path: '/dev/sda', modules: ['sd_mod', 'ahci'] },
  { path: '/dev/sdb', modules: ['nvme'] },
];
const all = ['btrfs', 'sd_mod', 'ahci', 'nvme'];

/** What is found when the first disk, or none, is lost. */
function look(
  names: readonly string[] | null,
  {
    of = release,
    kernel = release,
    builtin = [],
    lost = ['/dev/sda'],
    menu: hasMenu = true,
  }: {
    readonly of?: string;
    readonly kernel?: string | null;
    readonly builtin?: readonly string[] | null;
    readonly lost?: readonly string[];
    readonly menu?: boolean;
  } = {},
) {
  const one = member('b', { files: { [kernelPath]: program(14_000_000, { kernelVersion: kernel }) } });
  const by = { architecture: 'x64', kernels: ['x64'], isSystemdBoot: true };
  const menu = hasMenu ? menuOf([{ member: one, tree: treeOfMember(one) }], by).listed : [];
  const chosen = chosenEntry(menu, { variable: null, loaderConf: null });
  const facts = machine({ drivers, builtin: new Map(builtin === null ? [] : [[release, builtin]]) });
  const brought = names === null ? initrd('dracut') : withModules(initrd('dracut'), names, of);
  return lackingModules({ facts, menu, chosen, root, lostDisks: new Set(lost) }, brought);
}

t.test('the file system, and the driver of the disk that is left', async (t) => {
  t.equal(look(all), null);
  t.match(look(['nvme']), { state: 'fail', why: /not bring btrfs for the kernel 6.12.5-arch1-1$/ });
  t.match(look(all, { of: '6.11.9' }), { state: 'fail', why: /btrfs for the kernel .*, but for 6.11.9$/ });
  t.match(look(['btrfs', 'sd_mod', 'ahci']), { state: 'fail', why: /nvme, which drives \/dev\/sdb/ });
  t.equal(look(['btrfs', 'nvme']), null, 'the driver of a disk that is lost is not needed');
  t.equal(look(['nvme'], { builtin: ['btrfs'] }), null, 'what is built in need not be brought');
});

t.test('while more disks are there than must be, one without its driver is no no', async (t) => {
  t.match(look(['btrfs', 'sd_mod', 'ahci'], { lost: [] }), { state: 'unknown' });
  t.match(look(['btrfs', 'sd_mod'], { lost: [] }), { state: 'fail' });
});

t.test('nothing is said of what is not known', async (t) => {
  t.equal(look(null), null, 'an initrd that was not looked into for modules');
  t.equal(look([], { builtin: null }), null, 'a kernel that does not tell what is built in');
  t.equal(look([], { kernel: null }), null, 'a kernel that does not tell its release');
  t.match(look([], { menu: false }), { state: 'fail' }, 'a menu of GRUB: the kernel that runs');
});
