// What is installed where, as a list: of files with their bytes and of links. Nothing is written here.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path/posix';
import type { Layout } from './install-layout.ts';
import { withInstalledLinks } from './installed-links.ts';
import { commandPackages, workspaceRoot } from './workspace.mjs';

/** A file that is installed, or a link; the path is the installed machine's. */
export type Entry =
  | { readonly path: string; readonly mode: number; bytes(): Buffer }
  | { readonly path: string; readonly link: string };

/** The sets of hooks, for --hooks. */
export const hookSets = ['arch', 'debian', 'dracut', 'kernel-install'];

/** The files below a directory of the checkout, by their paths in it. */
function filesOf(directory: string): readonly string[] {
  return readdirSync(join(workspaceRoot, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(workspaceRoot.length + directory.length + 2))
    .sort();
}

/** A file of the checkout at another place. It is read once: between two readings a build may replace it. */
function copy(from: string, path: string, mode = 0o644): Entry {
  let bytes: Buffer | undefined;
  const read = () => {
    bytes ??= readFileSync(join(workspaceRoot, from));
    return bytes;
  };
  return { path, mode, bytes: read };
}

/** The same, where hooks and units find what they run at its place below the prefix. */
function placedBelow(from: string, path: string, layout: Layout, mode = 0o755): Entry {
  const text = () => readFileSync(join(workspaceRoot, from), 'utf8');
  const placed = () =>
    text()
      .replaceAll('/usr/lib/twinroot/', `${layout.lib}/`)
      .replaceAll(/\/usr\/bin\/(?=(?:esp|gen|root|tree)-|twinroot\b)/g, `${layout.bin}/`);
  return { path, mode, bytes: () => Buffer.from(placed()) };
}

/** Where systemd looks for programs by itself (systemd.exec(5), Environment). */
const knownToSystemd = ['/usr/bin', '/usr/local/bin'];

/** A unit, which is told where its commands are where systemd would not find them. */
function unit(file: string, layout: Layout): Entry {
  const placed = placedBelow(`units/${file}`, `${layout.units}/${file}`, layout, 0o644);
  if (knownToSystemd.includes(layout.bin) || 'link' in placed) return placed;
  const path = `${layout.bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin`;
  const told = () =>
    placed
      .bytes()
      .toString()
      .replace(/^\[Service\]$/m, `$&\nEnvironment=PATH=${path}`);
  return { ...placed, bytes: () => Buffer.from(told()) };
}

/** The programs, where they were built: one binary with a node of its own, or one script for the node of the system. */
export type Programs =
  | { readonly kind: 'binary'; readonly file: string }
  | { readonly kind: 'script'; readonly file: string };

/** What `npm run build` makes. */
export const built = {
  binary: { kind: 'binary', file: 'dist/bin/twinroot' },
  script: { kind: 'script', file: 'dist/node/lib/twinroot/twinroot.cjs' },
} as const satisfies Record<string, Programs>;

function programs({ kind, file }: Programs, { bin, lib }: Layout): readonly Entry[] {
  if (!existsSync(join(workspaceRoot, file))) throw new Error(`${file} is not there: npm run build`);
  const script = `${lib}/twinroot.cjs`;
  const own: readonly Entry[] =
    kind === 'binary'
      ? [copy(file, `${bin}/twinroot`, 0o755)]
      : [copy(file, script, 0o755), { path: `${bin}/twinroot`, link: relative(bin, script) }];
  return [...own, ...commandPackages().map((name) => ({ path: `${bin}/${name}`, link: 'twinroot' }))];
}

function pages({ man }: Layout): readonly Entry[] {
  return filesOf('docs/man').map((page) => copy(`docs/man/${page}`, `${man}/man${page.at(-1)}/${page}`));
}

function completions(layout: Layout): readonly Entry[] {
  return (['bash', 'fish', 'zsh'] as const).flatMap((shell) =>
    filesOf(`docs/completions/${shell}`).map((file) =>
      copy(`docs/completions/${shell}/${file}`, `${layout[shell]}/${file}`),
    ),
  );
}

function units(layout: Layout): readonly Entry[] {
  const isUnit = (file: string) => /\.(service|timer|conf)$/.test(file);
  return [
    ...filesOf('units')
      .filter(isUnit)
      .map((file) => unit(file, layout)),
    copy('units/degraded-report', `${layout.lib}/degraded-report`, 0o755),
    placedBelow('units/gen-upgrade', `${layout.lib}/gen-upgrade`, layout),
    copy('units/watched-run', `${layout.lib}/watched-run`, 0o755),
    copy('units/90-twinroot.rules', `${layout.udev}/90-twinroot.rules`),
  ];
}

function documents({ doc }: Layout): readonly Entry[] {
  const files = ['README.md', 'CHANGELOG.md', ...filesOf('docs/guides').map((file) => `docs/guides/${file}`)];
  const pages = new Map(files.map((file) => [file, file.replace('docs/', '')]));
  const text = (file: string) => readFileSync(join(workspaceRoot, file), 'utf8');
  const page = (file: string) => Buffer.from(withInstalledLinks(text(file), file, pages));
  return [
    copy('LICENSE', `${doc}/LICENSE`),
    ...[...pages].map(([from, to]) => ({ path: `${doc}/${to}`, mode: 0o644, bytes: () => page(from) })),
    ...filesOf('units/selinux').map((file) => copy(`units/selinux/${file}`, `${doc}/selinux/${file}`)),
  ];
}

function hooks(set: string, layout: Layout): readonly Entry[] {
  const name = 'zzz-twinroot';
  switch (set) {
    case 'arch':
      return [
        placedBelow('hooks/alpm/zzz-twinroot.hook', `${layout.alpm}/${name}.hook`, layout, 0o644),
        placedBelow('hooks/mkinitcpio/zzz-twinroot', `${layout.mkinitcpio}/post/${name}`, layout),
        placedBelow(
          'hooks/mkinitcpio/install',
          `${layout.mkinitcpio}/install/twinroot-degraded`,
          layout,
          0o644,
        ),
        placedBelow('hooks/mkinitcpio/run', `${layout.mkinitcpio}/hooks/twinroot-degraded`, layout, 0o644),
      ];
    case 'dracut':
      return [
        placedBelow(
          'hooks/dracut/module-setup.sh',
          '/usr/lib/dracut/modules.d/99twinroot-degraded/module-setup.sh',
          layout,
        ),
      ];
    case 'kernel-install':
      return [
        placedBelow(
          'hooks/kernel-install/99-zz-twinroot.install',
          `${layout.kernelInstall}/99-zz-twinroot.install`,
          layout,
        ),
      ];
    default:
      return [
        ...['kernel/postinst.d', 'kernel/postrm.d', 'initramfs/post-update.d'].map((directory) =>
          placedBelow('hooks/debian/zzz-twinroot', `/etc/${directory}/${name}`, layout),
        ),
        placedBelow('hooks/debian/apt.conf', `/etc/apt/apt.conf.d/${name}`, layout, 0o644),
        placedBelow('hooks/debian/generation-hint', `${layout.lib}/generation-hint`, layout),
        placedBelow('hooks/initramfs-tools/hook', `${layout.initramfsTools}/hooks/twinroot`, layout),
        ...['local-premount', 'local-block'].map((directory) =>
          placedBelow(
            'hooks/initramfs-tools/script',
            `${layout.initramfsTools}/scripts/${directory}/twinroot`,
            layout,
          ),
        ),
      ];
  }
}

/** What the hooks of those that make initrds put into them. */
function initrd(sets: readonly string[], layout: Layout): readonly Entry[] {
  if (!['arch', 'debian', 'dracut'].some((set) => sets.includes(set))) return [];
  const place = (name: string, mode: number) =>
    placedBelow(`hooks/initrd/${name}`, `${layout.lib}/${name}`, layout, mode);
  return [
    place('degraded-root', 0o755),
    place('degraded-root.sh', 0o644),
    place('twinroot-degraded-root.service', 0o644),
  ];
}

/** All that is installed but for the programs: nothing of it is built. */
export function planWithoutPrograms(layout: Layout, sets: readonly string[]): readonly Entry[] {
  return [
    ...units(layout),
    ...pages(layout),
    ...completions(layout),
    ...documents(layout),
    ...(sets.length > 0 ? [placedBelow('hooks/twinroot-hook', `${layout.lib}/twinroot-hook`, layout)] : []),
    ...initrd(sets, layout),
    ...sets.flatMap((set) => hooks(set, layout)),
  ];
}

/** All that is installed. */
export function planOf(
  layout: Layout,
  sets: readonly string[],
  which: Programs = built.binary,
): readonly Entry[] {
  return [...programs(which, layout), ...planWithoutPrograms(layout, sets)];
}
