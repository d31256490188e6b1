/**
 * The forms of texts that name disks. What is done to each:
 *
 * - `fstab`: the sources of entries (fstab(5)).
 * - `crypttab`: devices, names that are `luks-UUID`, the devices of keys and headers (crypttab(5)).
 * - `cmdline`: a kernel command line.
 * - `entry`: the `options` of a boot entry (UAPI.1, Type #1).
 * - `limine`: command lines, and resources by UUID or label (Limine, CONFIG.md).
 * - `refind`: options and volumes of stanzas; `refind-linux`: the options of the kernels beside it (rEFInd).
 * - `syslinux`: command lines of SYSLINUX, EXTLINUX, and of U-Boot, which reads the same.
 * - `grub`: `search`, command lines and ids of menu entries in scripts of GRUB; `grubenv`: its environment block.
 * - `shell`: assignments, as in /etc/default: devices, and arguments of command lines.
 * - `json`: arguments of command lines in strings (kernelstub).
 * - `unit`: devices in units of systemd, and names of units that are devices.
 * - `plain`: nothing is rewritten: old ids are looked for, wherever they stand.
 */
export const textFormats = [
  'fstab',
  'crypttab',
  'cmdline',
  'entry',
  'limine',
  'refind',
  'refind-linux',
  'syslinux',
  'grub',
  'grubenv',
  'shell',
  'json',
  'unit',
  'plain',
] as const;

export type TextFormat = (typeof textFormats)[number];

/** The formats by the ends of paths, the first that matches. Boot partitions are FAT as a rule: case does not count there. */
const byPath: readonly (readonly [format: TextFormat, path: RegExp])[] = [
  ['fstab', /(?:^|\/)fstab$/],
  ['fstab', /(?:^|\/)etc\/fstab\.(?:sys|empty)$/],
  ['crypttab', /(?:^|\/)crypttab(?:\.initramfs)?$/],
  // The same fields: a name, and devices (veritytab(5), integritytab(5))
  ['crypttab', /(?:^|\/)etc\/(?:verity|integrity)tab$/],
  ['entry', /(?:^|\/)loader\/entries\/[^/]+\.conf$/i],
  ['cmdline', /(?:^|\/)(?:etc|usr\/lib)\/kernel\/cmdline(?:[^/]*|\.d\/[^/]+\.conf)$/],
  // kernelstub's copy beside the kernel
  ['cmdline', /(?:^|\/)efi\/[^/]+\/cmdline$/i],
  ['cmdline', /(?:^|\/)etc\/cmdline(?:\.d\/[^/]+\.conf)?$/],
  ['cmdline', /(?:^|\/)cmdline\.txt$/i],
  ['limine', /(?:^|\/)limine\.(?:conf|cfg)$/i],
  ['refind-linux', /(?:^|\/)refind_linux\.conf$/i],
  ['refind', /(?:^|\/)efi\/refind[^/]*\/[^/]+\.conf$/i],
  ['refind', /(?:^|\/)refind[^/]*\.conf$/i],
  ['syslinux', /(?:^|\/)(?:extlinux\.conf|(?:sys|iso|pxe)linux\.cfg)$/i],
  ['syslinux', /(?:^|\/)(?:ext|sys)linux\/[^/]+\.(?:conf|cfg)$/i],
  ['grubenv', /(?:^|\/)grubenv$/i],
  ['grub', /(?:^|\/)(?:grub[^/]*|custom)\.cfg$/i],
  ['grub', /(?:^|\/)grub2?\/(?:menu\.lst|grub\.conf|(?:.+\/)?[^/]+\.cfg)$/i],
  ['grub', /(?:^|\/)etc\/grub\.d\/[^/]+$/],
  ['shell', /(?:^|\/)grub2?\/device\.map$/i],
  // ELILO, yaboot, petitboot; U-Boot's environments; the EFI shell
  ['shell', /(?:^|\/)(?:elilo|yaboot|kboot|petitboot)\.conf$/i],
  ['shell', /(?:^|\/)(?:[a-z]*env\.txt|startup\.nsh)$/i],
  ['json', /(?:^|\/)etc\/kernelstub\/configuration$/],
  ['json', /(?:^|\/)etc\/timeshift\/[^/]+\.json$/],
  ['unit', /(?:^|\/)systemd\/(?:system|user)\/(?:.+\/)?[^/]+\.(?:conf|unit)$/],
  ['unit', /(?:^|\/)systemd\/zram-generator\.conf(?:\.d\/[^/]+\.conf)?$/],
  ['unit', /(?:^|\/)[^/]+\.(?:mount|automount|swap|service|device|target|path|socket|timer|slice|scope)$/],
  ['plain', /(?:^|\/)etc\/lvm\/(?:devices\/[^/]+|[^/]+\.conf)$/],
  ['plain', /(?:^|\/)mdadm\.conf(?:\.d\/[^/]+)?$/],
  ['shell', /(?:^|\/)etc\/(?:default|conf\.d|sysconfig)\/(?:.+\/)?[^/]+$/],
  ['shell', /(?:^|\/)etc\/initramfs-tools\/(?:[^/]+\.conf|(?:conf\.d|hooks|scripts)\/.+)$/],
  [
    'shell',
    /(?:^|\/)etc\/(?:dracut|mkinitcpio|mkinitfs|sdboot-manage|genkernel|update-extlinux|zipl|lilo)\.conf$/,
  ],
  ['shell', /(?:^|\/)etc\/(?:dracut|mkinitcpio)\.conf\.d\/[^/]+$/],
  ['shell', /(?:^|\/)etc\/mkinitcpio\.d\/[^/]+\.preset$/],
  ['shell', /(?:^|\/)etc\/mkinitfs\/[^/]+\.conf$/],
  ['shell', /(?:^|\/)etc\/limine-entry-tool\.(?:conf|d\/[^/]+\.conf)$/],
  ['shell', /(?:^|\/)etc\/(?:uswsusp|suspend|cryptdisks|kexec|sbupdate|hdparm|smartd)\.conf$/],
  ['shell', /(?:^|\/)(?:ukify\.conf|etc\/tuned\/bootcmdline)$/],
  ['shell', /(?:^|\/)etc\/kernel\/(?:uki|install|ukify|efistub|[^/]*cmdline)[^/]*\.(?:conf|sh)$/],
  // What runs when a kernel is installed, and may write command lines, into the firmware's variables too
  ['shell', /(?:^|\/)etc\/(?:kernel|initramfs)\/[^/]+\.d\/[^/]+$/],
  ['shell', /(?:^|\/)etc\/pacman\.d\/hooks\/[^/]+$/],
  ['shell', /(?:^|\/)etc\/rc\.(?:conf|local)$/],
];

/**
 * The format of a text by its path, which need not begin at the root of a machine: `/mnt/root1/boot/limine.conf` is one of
 * Limine's. Null when nothing is known of it: it may be looked through as `plain`.
 */
export function formatOf(path: string): TextFormat | null {
  return byPath.find(([, pattern]) => pattern.test(path))?.[0] ?? null;
}

/** A word that names a format; null for any other. */
export function formatNamed(word: string): TextFormat | null {
  return textFormats.find((format) => format === word) ?? null;
}
