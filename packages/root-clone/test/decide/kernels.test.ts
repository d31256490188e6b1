import t from 'tap';
import { bootablesOf } from '../../src/decide/kernels.ts';

const files = [
  '/boot/arch/1/linux',
  '/boot/arch/1/initrd',
  '/boot/EFI/Linux/a.efi',
  '/boot/EFI/BOOT/BOOTX64.EFI',
];

t.test('entries whose files are there, and images', async (t) => {
  const entry = (path: string, text: string) => ({ path: `/boot/loader/entries/${path}`, text });
  const entries = [
    entry('a.conf', 'title a\nlinux /ARCH/1/linux\ninitrd \\arch\\1\\initrd\n'),
    entry('gone.conf', 'linux /arch/2/linux\n'),
    entry('out.conf', 'linux /../linux\n'),
    entry('empty.conf', 'title x\n'),
    entry('a.conf.bak', 'linux /arch/1/linux\n'),
  ];
  t.strictSame(bootablesOf('/boot', entries, files), [
    { entry: '/boot/loader/entries/a.conf', payloads: ['/boot/arch/1/linux', '/boot/arch/1/initrd'] },
    { entry: '/boot/EFI/Linux/a.efi', payloads: ['/boot/EFI/Linux/a.efi'] },
  ]);
  t.strictSame(bootablesOf('/boot', [], []), []);
});

t.test('kernels that GRUB lists by their names', async (t) => {
  const grub = [
    'initrd.img-6.1.0-9-amd64',
    'vmlinuz-6.1.0-9-amd64',
    'config-6.1.0-9-amd64',
    'initramfs-5.4.img',
    'grub/grub.cfg',
  ];
  t.strictSame(
    bootablesOf(
      '/boot',
      [],
      grub.map((name) => `/boot/${name}`),
    ),
    [
      {
        entry: null,
        payloads: [
          '/boot/vmlinuz-6.1.0-9-amd64',
          '/boot/initrd.img-6.1.0-9-amd64',
          '/boot/config-6.1.0-9-amd64',
        ],
      },
    ],
    'an initrd alone boots nothing',
  );
});
