// What is installed where, as a list: of files with their bytes and of links. Nothing is written here.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from './workspace.mjs';

/** The sets of hooks, for --hooks. */
export const hookSets = ['arch', 'debian', 'kernel-install'];

/** The files below a directory of the checkout, by their paths in it. */
function filesOf(directory) {
  return readdirSync(join(workspaceRoot, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath ?? entry.path, entry.name).slice(workspaceRoot.length + directory.length + 2),
    )
    .sort();
}

/** A file of the checkout at another place. It is read once: between two readings a build may replace it. */
function copy(from, path, mode = 0o644) {
  let bytes;
  const read = () => {
    bytes ??= readFileSync(join(workspaceRoot, from));
    return bytes;
  };
  return { path, mode, bytes: read };
}

/** The same, where hooks find what they run at its place below the prefix. */
function hook(from, path, layout, mode = 0o755) {
  const text = () => readFileSync(join(workspaceRoot, from), 'utf8');
  return { path, mode, bytes: () => Buffer.from(text().replaceAll('/usr/lib/twinroot/', `${layout.lib}/`)) };
}

function binaries({ bin }) {
  const directory = 'dist/bin';
  if (!existsSync(join(workspaceRoot, directory, 'twinroot'))) {
    throw new Error(`${directory}/twinroot is not there: npm run build`);
  }
  const links = readdirSync(join(workspaceRoot, directory)).filter((name) => name !== 'twinroot');
  return [
    copy(`${directory}/twinroot`, `${bin}/twinroot`, 0o755),
    ...links.sort().map((name) => ({ path: `${bin}/${name}`, link: 'twinroot' })),
  ];
}

function pages({ man }) {
  return filesOf('docs/man').map((page) => copy(`docs/man/${page}`, `${man}/man${page.at(-1)}/${page}`));
}

function completions(layout) {
  return ['bash', 'fish', 'zsh'].flatMap((shell) =>
    filesOf(`docs/completions/${shell}`).map((file) =>
      copy(`docs/completions/${shell}/${file}`, `${layout[shell]}/${file}`),
    ),
  );
}

function units({ units: directory }) {
  const isUnit = (file) => /\.(service|timer)$/.test(file);
  return filesOf('units')
    .filter(isUnit)
    .map((file) => copy(`units/${file}`, `${directory}/${file}`));
}

function documents({ doc }) {
  return [
    ...['LICENSE', 'README.md', 'CHANGELOG.md'].map((file) => copy(file, `${doc}/${file}`)),
    ...filesOf('docs/guides').map((file) => copy(`docs/guides/${file}`, `${doc}/guides/${file}`)),
    ...filesOf('units/selinux').map((file) => copy(`units/selinux/${file}`, `${doc}/selinux/${file}`)),
  ];
}

function hooks(set, layout) {
  const name = 'zzz-twinroot';
  switch (set) {
    case 'arch':
      return [
        hook('hooks/alpm/zzz-twinroot.hook', `${layout.alpm}/${name}.hook`, layout, 0o644),
        hook('hooks/mkinitcpio/zzz-twinroot', `${layout.mkinitcpio}/${name}`, layout),
      ];
    case 'kernel-install':
      return [
        hook(
          'hooks/kernel-install/99-zz-twinroot.install',
          `${layout.kernelInstall}/99-zz-twinroot.install`,
          layout,
        ),
      ];
    default:
      return [
        ...['kernel/postinst.d', 'kernel/postrm.d', 'initramfs/post-update.d'].map((directory) =>
          hook('hooks/debian/zzz-twinroot', `/etc/${directory}/${name}`, layout),
        ),
        copy('hooks/debian/apt.conf', `/etc/apt/apt.conf.d/${name}`),
      ];
  }
}

/**
 * All that is installed: `{ path, mode, bytes() }` for a file and `{ path, link }` for a link, with paths as the installed
 * machine has them.
 */
export function planOf(layout, sets) {
  return [
    ...binaries(layout),
    ...units(layout),
    ...pages(layout),
    ...completions(layout),
    ...documents(layout),
    ...(sets.length > 0 ? [hook('hooks/twinroot-hook', `${layout.lib}/twinroot-hook`, layout)] : []),
    ...sets.flatMap((set) => hooks(set, layout)),
  ];
}
