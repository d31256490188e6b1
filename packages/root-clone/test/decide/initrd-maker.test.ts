import t from 'tap';
import { makerOf, makeWords, presetOptions, releasesOf } from '../../src/decide/initrd-maker.ts';

const modules = 'usr/lib/modules/6.1.0-9-amd64/modules.order';

t.test('the maker of an initrd, by what it leaves there', async (t) => {
  const release = '6.1.0-9-amd64';
  const cases: [paths: string[], maker: ReturnType<typeof makerOf>][] = [
    [['conf/initramfs.conf', modules], { tool: 'mkinitramfs', release }],
    [['usr/lib/dracut/modules.txt', modules], { tool: 'dracut', release }],
    [['lib/dracut/build-parameter.txt', 'lib/modules/6.12/modules.dep'], { tool: 'dracut', release: '6.12' }],
    [['buildconfig', 'hooks/udev', modules], { tool: 'mkinitcpio', release }],
    [['etc/booster.init.yaml', modules], 'nothing in it tells which program made it'],
    [['conf/initramfs.conf'], 'it has no modules that tell for which kernel it is'],
    [
      ['buildconfig', modules, 'usr/lib/modules/6.2/x'],
      `it has modules for several kernels: ${release}, 6.2`,
    ],
    [[], 'nothing in it tells which program made it'],
  ];
  for (const [paths, maker] of cases) t.strictSame(makerOf(paths), maker, paths.join(' '));
  t.strictSame(
    releasesOf(['lib/modules/6.1', 'lib/modules/6.1/a', 'usr/lib/modules/6.1/b', 'x/lib/modules/7/a']),
    ['6.1'],
  );
});

const preset = `# mkinitcpio preset file for the 'linux' package
ALL_config="/etc/mkinitcpio.conf"
ALL_kver="/boot/vmlinuz-linux"
PRESETS=('default' 'fallback' 'quick')
#default_config="/etc/other.conf"
default_image="/boot/initramfs-linux.img"
fallback_image='/boot/initramfs-linux-fallback.img'
fallback_options="-S autodetect"
quick_config=/etc/quick.conf # ours
quick_image=/boot/initramfs-quick.img
quick_options=(-S "autodetect" -z lz4)
`;

t.test('the options of the preset that has an image', async (t) => {
  const cases: [path: string, options: string[]][] = [
    ['/boot/initramfs-linux.img', ['-c', '/etc/mkinitcpio.conf']],
    ['/boot/initramfs-linux-fallback.img', ['-c', '/etc/mkinitcpio.conf', '-S', 'autodetect']],
    ['/boot/initramfs-quick.img', ['-c', '/etc/quick.conf', '-S', 'autodetect', '-z', 'lz4']],
    ['/boot/none.img', []],
  ];
  for (const [path, options] of cases) t.strictSame(presetOptions(['', preset], path), options, path);
  t.strictSame(presetOptions([], '/boot/initramfs-linux.img'), []);
});

t.test('each writes to another file than the old one', async (t) => {
  const words = (tool: 'mkinitramfs' | 'dracut' | 'mkinitcpio', path: string) =>
    makeWords({ tool, release: '6.1' }, path, '/var/tmp/x/initrd', [preset]).join(' ');
  t.equal(words('mkinitramfs', '/boot/initrd.img-6.1'), 'mkinitramfs -o /var/tmp/x/initrd 6.1');
  t.equal(words('dracut', '/boot/initramfs-6.1.img'), 'dracut --force --no-uefi /var/tmp/x/initrd 6.1');
  t.equal(
    words('dracut', '/boot/initramfs-0-rescue-1.img'),
    'dracut --force --no-uefi --no-hostonly /var/tmp/x/initrd 6.1',
  );
  t.equal(
    words('mkinitcpio', '/boot/initramfs-linux-fallback.img'),
    'mkinitcpio -k 6.1 -g /var/tmp/x/initrd -c /etc/mkinitcpio.conf -S autodetect',
  );
});
