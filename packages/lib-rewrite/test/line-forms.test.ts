import t from 'tap';
import { createLineForm } from '../src/line-forms.ts';
import type { TextFormat } from '../src/text-format.ts';
import { luks, part, part2, rewriteAs, swapped, twoDisks, x, y } from './text-fixture.ts';

/** Texts whose old ids all change. */
const texts: readonly (readonly [format: TextFormat, text: string])[] = [
  [
    'limine',
    `timeout: 5\n# root=UUID=${y}\n\n/+CachyOS\n  //linux\n  protocol: linux\n  path: boot():/vmlinuz\n  cmdline: quiet root=UUID=${x} rw\n`,
  ],
  [
    'limine',
    `:Arch\nPROTOCOL=linux\nKERNEL_PATH=guid://${x}/vmlinuz\nCMDLINE=root="UUID=${x}" rw\nKERNEL_CMDLINE=root=/dev/sda2`,
  ],
  ['limine', `/A\r\n    kernel_path: uuid(${part}):/vmlinuz\r\n    module_cmdline: rd.luks.uuid=${luks}\r\n`],
  [
    'refind-linux',
    `"Boot with standard options"  "root=PARTUUID=${part} rw initrd=boot\\amd-ucode.img"\n"Boot to single-user"\t"root=PARTUUID=${part} single"\n`,
  ],
  ['refind-linux', `"a"  "ro root=UUID=${x} rd.luks.name=${luks}=luks-${luks} note=""a b"" "\n`],
  [
    'refind',
    `timeout 20\nmenuentry "Arch" {\n    volume   ${part}\n    loader   /boot/vmlinuz\n    options  "root=PARTUUID=${part} rw"\n    submenuentry "x" { add_options "resume=UUID=${x}" }\n}\n`,
  ],
  [
    'syslinux',
    `DEFAULT l0\nLABEL l0\n\tLINUX /vmlinuz\n\tAPPEND ro root=UUID=${x} resume=/dev/sda2\n\tINITRD /i\n`,
  ],
  [
    'syslinux',
    `label a\n  kernel /vmlinuz root=UUID=${x}\n  append initrd=/i cryptdevice=UUID=${luks}:root\n`,
  ],
  [
    'grub',
    `search.fs_uuid ${x} root hd0,gpt2 \nset prefix=($root)'/boot/grub'\nconfigfile $prefix/grub.cfg\n`,
  ],
  [
    'grub',
    `menuentry 'Ubuntu' --class os $menuentry_id_option 'gnulinux-simple-${x}' {\n\tif [ x$feature_platform_search_hint = xy ]; then\n\t  search --no-floppy --fs-uuid --set=root --hint-bios=hd0,gpt2 --hint='hd0,gpt2'  ${x}\n\telse\n\t  search --no-floppy --fs-uuid --set=root ${x}\n\tfi\n\tlinux\t/boot/vmlinuz-5.15.0-91-generic root=UUID=${x} ro  quiet splash $vt_handoff\n\tinitrd\t/boot/initrd.img\n}\n`,
  ],
  ['grub', `set kernelopts="root=UUID=${x} ro rd.luks.uuid=luks-${luks} "\n`],
  ['grub', `title Old\nroot (hd0,1)\nuuid ${x}\nkernel /vmlinuz root=/dev/sda2 ro\n`],
  [
    'shell',
    `GRUB_CMDLINE_LINUX="resume=UUID=${x} root=UUID=${x}"\nGRUB_DEFAULT="gnulinux-advanced-${x}>a"\n`,
  ],
  ['shell', `KERNEL_CMDLINE[default]+="quiet rw root=UUID=${x}"\n`],
  ['shell', `RESUME=UUID=${x}\n`],
  ['shell', `kernel_cmdline="root=UUID=${x}"\nadd_device+=" /dev/disk/by-uuid/${x} "\n`],
  ['shell', `GRUB_CMDLINE_LINUX="a \\\n  root=UUID=${x} b"\n`],
  ['shell', `target='crypt-home'\nsource=UUID="${luks}"\n`],
  ['shell', `(hd0)\t/dev/sda2\n`],
  ['shell', `rootdev=UUID=${x}\nextraargs=rd.luks.uuid=${luks}\n`],
  ['shell', `\\EFI\\arch\\vmlinuz root=PARTUUID=${part} initrd=\\EFI\\arch\\i.img\r\n`],
  ['shell', `[UKI]\nCmdline=root=UUID=${x} rw\n`],
  ['json', `{"user":{"kernel_options":["quiet","resume=UUID=${x}"],"esp_path":"/boot/efi"}}\n`],
  ['json', `{\n  "backup_device_uuid" : "${x}",\n}`],
  ['json', `{\n  "options": "root=UUID=${x} rd.luks.uuid=${luks}"\n}`],
];
for (const [format, text] of texts)
  t.test(`${format}: ${JSON.stringify(text.slice(0, 40))}`, async (t) => {
    const outcome = rewriteAs(format, text);
    t.equal(outcome.text, swapped(text));
    t.strictSame(outcome.left, []);
    t.ok(outcome.changes.length > 0);
    t.strictSame(
      rewriteAs(format, outcome.text),
      { text: outcome.text, changes: [], left: [] },
      'twice is once',
    );
    t.equal(rewriteAs(format, text, '').text, text, 'without a map nothing changes');
  });

t.test('labels', async (t) => {
  const cases: [format: TextFormat, line: string, fresh: string][] = [
    ['grub', 'search --no-floppy --label root --set=root', 'search --no-floppy --label spare --set=root'],
    ['grub', "search -l 'root'", "search -l 'spare'"],
    ['grub', 'search.fs_label root root hd0', 'search.fs_label spare root hd0'],
    ['limine', '  path: fslabel(root):/vmlinuz', '  path: fslabel(spare):/vmlinuz'],
    ['limine', 'KERNEL_PATH=$fslabel://root/root/vmlinuz', 'KERNEL_PATH=$fslabel://spare/root/vmlinuz'],
    ['limine', '  path: boot():/fslabel(root)', '  path: boot():/fslabel(root)'],
    ['limine', '  path: fslabel(other):/root', '  path: fslabel(other):/root'],
    ['limine', '${CMD}=quiet root=LABEL=root', '${CMD}=quiet root=LABEL=spare'],
    ['refind', 'volume root', 'volume spare'],
    ['refind', '  volume "ROOTa"', '  volume "ROOTb"'],
    ['refind', 'dont_scan_volumes root,other', 'dont_scan_volumes spare,other'],
    ['refind', 'loader root', 'loader root'],
    ['shell', 'A="root=LABEL=root"', 'A="root=LABEL=spare"'],
  ];
  for (const [format, line, fresh] of cases) t.equal(rewriteAs(format, line).text, fresh, line);
});

t.test('what stays, and is named', async (t) => {
  const cases: [format: TextFormat, line: string, left: string[]][] = [
    ['limine', `  path: boot():/${x}/vmlinuz`, [`1 UUID=${x} path:`]],
    ['limine', `/Arch on /dev/sda2`, ['1 /dev/sda2 /Arch']],
    ['limine', `  comment: root=UUID=${x}`, []],
    ['syslinux', 'MENU LABEL on /dev/sda2', ['1 /dev/sda2 MENU']],
    ['grub', `linux /EFI/Some-${x}/vmlinuz`, [`1 UUID=${x} linux`]],
    ['shell', `A=b # root=UUID=${x}`, [`#1 UUID=${x} a comment`]],
    ['shell', `\nB="rd.lvm.vg=vg rd.lvm.lv=vg/swap"`, ['2 vg/swap rd.lvm.lv=']],
    ['plain', `ARRAY /dev/md0 UUID=${x}`, [`1 UUID=${x} UUID=`]],
    ['plain', `# UUID=${x}`, [`#1 UUID=${x} a comment`]],
  ];
  for (const [format, line, left] of cases) {
    const outcome = rewriteAs(format, line);
    if (!line.includes('comment: ') && !line.includes('rd.lvm')) t.equal(outcome.text, line);
    t.strictSame(outcome.left, left, line);
  }
});

t.test('root flags, in every format with command lines', async (t) => {
  const cases: [format: TextFormat, line: string][] = [
    ['limine', 'cmdline: rootflags=subvol=@,ssd'],
    ['syslinux', 'append rootflags=subvol=@,ssd'],
    ['refind-linux', '"a" "rootflags=subvol=@,ssd"'],
    ['grub', 'linux /v rootflags=subvol=@,ssd'],
    ['shell', 'A="rootflags=subvol=@,ssd"'],
  ];
  for (const [format, line] of cases)
    t.equal(
      rewriteAs(format, line, '', { rootflags: ['subvol=@ subvol=@b'] }).text,
      line.replace('subvol=@', 'subvol=@b'),
      line,
    );
});

t.test('where comments begin', async (t) => {
  t.equal(createLineForm('unit').commentAt('; a'), 0);
  t.equal(createLineForm('limine').commentAt('a: b # c'), 8);
  t.equal(createLineForm('json').commentAt('# a'), 3);
  t.equal(part.length, part2.length);
  t.ok(twoDisks.includes(part));
});

t.test('a line of many ids, or of long words, takes no time', async (t) => {
  const longest = 2 ** 17;
  const lines = [
    `UUID=${x} `,
    `${x} `,
    'a=',
    'a,',
    `${'a'.repeat(4000)} ${x} `,
    `luks-${x},`,
    'gnulinux-',
    '\\x2d',
    "'",
    '"#',
    'rd.lvm.lv=vg/swap ',
  ].map((part) => part.repeat(longest / part.length));
  const started = performance.now();
  for (const format of ['shell', 'limine', 'refind', 'unit', 'json', 'crypttab'] as const)
    for (const line of lines) rewriteAs(format, line);
  const seconds = (performance.now() - started) / 1000;
  t.ok(seconds < 120, `${seconds} seconds`);
});
