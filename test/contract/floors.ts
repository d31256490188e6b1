/**
 * The libraries by floors, the lowest first: a package imports those of its own floor and of lower ones, never of a higher one,
 * and nothing in a circle. Commands are above all of them, and stand apart: they meet on a pipe.
 */
export const floors: readonly (readonly [floor: string, libraries: readonly string[]])[] = [
  ['ground', ['lib-failure', 'lib-glob', 'lib-sysroot']],
  [
    'formats',
    [
      'lib-blockdev',
      'lib-bls',
      'lib-cmdline',
      'lib-efivar',
      'lib-fstab',
      'lib-idmap',
      'lib-lines',
      'lib-mountinfo',
      'lib-record',
      'lib-rewrite',
    ],
  ],
  ['effects', ['lib-btrfs', 'lib-durable', 'lib-fat', 'lib-mount', 'lib-text-file', 'lib-tool', 'lib-tree']],
  ['machine, boot tree, registry', ['lib-boot-tree', 'lib-machine', 'lib-registry', 'lib-rsync', 'lib-uki']],
  [
    'member, set, firmware',
    ['lib-check', 'lib-esp-set', 'lib-firmware', 'lib-generation', 'lib-member', 'lib-seal'],
  ],
  ['commands', ['lib-command']],
];

/** What a library may import at most, where that is less than its floor: lib-command is loaded at every start. */
export const narrower: Readonly<Record<string, readonly string[]>> = {
  'lib-command': ['lib-failure', 'lib-record'],
};
