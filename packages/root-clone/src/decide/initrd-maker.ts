/** The programs that make initrds anew. */
export type InitrdTool = 'mkinitramfs' | 'dracut' | 'mkinitcpio';

/** What made an initrd, and for which kernel. */
export interface InitrdMaker {
  readonly tool: InitrdTool;
  /** Of the kernel, as uname(1) and the directory of its modules have it. */
  readonly release: string;
}

/**
 * What made an initrd, by the files in it: initramfs-tools leaves its configuration there (mkinitramfs, `conf/initramfs.conf`),
 * dracut the words that it was called with (dracut(8), --rebuild), mkinitcpio its configuration (lsinitcpio(1), --config). The kernel
 * is the one that its modules are for.
 *
 * @param paths of the files in it, without a slash before them
 * @returns why it cannot be told, as a clause
 */
export function makerOf(paths: readonly string[]): InitrdMaker | string {
  const tool = toolOf(paths);
  if (tool === null) return 'nothing in it tells which program made it';
  const releases = releasesOf(paths);
  const [release, ...others] = releases;
  if (release === undefined) return 'it has no modules that tell for which kernel it is';
  return others.length > 0 ? `it has modules for several kernels: ${releases.join(', ')}` : { tool, release };
}

/** The kernels whose modules are among files. */
export function releasesOf(paths: readonly string[]): readonly string[] {
  const found = paths.flatMap((path) => /^(?:usr\/)?lib\/modules\/([^/]+)\/./.exec(path)?.[1] ?? []);
  return [...new Set(found)];
}

function toolOf(paths: readonly string[]): InitrdTool | null {
  if (paths.includes('conf/initramfs.conf')) return 'mkinitramfs';
  if (paths.some((path) => /^(?:usr\/)?lib\/dracut\//.test(path))) return 'dracut';
  return paths.includes('buildconfig') ? 'mkinitcpio' : null;
}

/** Where the programs of a root are. */
export const programDirectories = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
];

/**
 * Directories whose programs a tool runs after it has made an initrd (mkinitcpio(8), ABOUT POST HOOKS; update-initramfs(8)): they
 * sign, or put it elsewhere.
 */
export const hookDirectories = [
  '/etc/initcpio/post',
  '/usr/lib/initcpio/post',
  '/etc/initramfs/post-update.d',
];

/**
 * The words that make an initrd anew, in another file.
 *
 * @param path of the old one, in the clone
 * @param output where the new one is written, in the clone
 * @param presets texts of mkinitcpio's presets
 */
export function makeWords(
  { tool, release }: InitrdMaker,
  path: string,
  output: string,
  presets: readonly string[],
): readonly string[] {
  switch (tool) {
    case 'mkinitramfs':
      return ['mkinitramfs', '-o', output, release];
    case 'dracut': {
      // What boots any machine is made so (dracut(8), 51-dracut-rescue.install).
      const isGeneric = /rescue|fallback/.test(path.slice(path.lastIndexOf('/') + 1));
      return ['dracut', '--force', '--no-uefi', ...(isGeneric ? ['--no-hostonly'] : []), output, release];
    }
    case 'mkinitcpio':
      return ['mkinitcpio', '-k', release, '-g', output, ...presetOptions(presets, path)];
  }
}

/** The options that a preset has for an image (mkinitcpio(8), ABOUT PRESETS); none where no preset has it. */
export function presetOptions(presets: readonly string[], path: string): readonly string[] {
  for (const text of presets) {
    const values = new Map(
      [...text.matchAll(/^[ \t]*(\w+)=(?:"([^"]*)"|'([^']*)'|\(([^)]*)\)|([^\s#]*))/gm)].map(
        ([, key = '', ...forms]) => [key, forms.find((form) => form !== undefined) ?? ''],
      ),
    );
    const name = [...values]
      .find(([key, value]) => key.endsWith('_image') && value === path)?.[0]
      .slice(0, -6);
    if (name === undefined) continue;
    const config = values.get(`${name}_config`) ?? values.get('ALL_config');
    const words = (values.get(`${name}_options`) ?? '')
      .split(/\s+/)
      .map((word) => word.replace(/^(["'])(.*)\1$/, '$2'));
    return [...(config ? ['-c', config] : []), ...words.filter((word) => word !== '')];
  }
  return [];
}
