import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, sourceOf } from '../host/cache.ts';
import { debianMirror } from '../host/debian.ts';
import { run } from '../host/run.ts';
import { configureTree } from './configure.ts';
import { buildInitramfs } from './initramfs.ts';

/** What every guest is made from. */
export interface GuestBase {
  /** A root file system, as a directory. */
  readonly tree: string;
  readonly kernel: string;
  readonly initrd: string;
  /** systemd-boot. */
  readonly loader: string;
  /** Part of the key of whatever is made from it. */
  readonly directory: string;
}

const suite = 'trixie';
const packages = [
  'systemd',
  'systemd-sysv',
  'systemd-boot',
  'udev',
  'kmod',
  'linux-image-cloud-amd64',
  'busybox-static',
  'util-linux',
  'mount',
  'fdisk',
  'btrfs-progs',
  'dosfstools',
  'efibootmgr',
  'rsync',
];

/** In what a base differs from the usual one. */
export interface BaseOptions {
  /** Packages beside the usual ones. */
  readonly packages?: readonly string[];
  /** Whether /boot has the kernel and the initrd that Debian's packages put there; otherwise it is empty. */
  readonly keepsBoot?: boolean;
}

/** Debian as a guest: each kind is made once, with the host's apt mirror. */
export async function prepareBase(options: BaseOptions = {}): Promise<GuestBase> {
  const sources = sourceOf('guest/base.ts', 'guest/configure.ts', 'guest/initramfs.ts');
  const key = [...sources, ...(options.packages ?? []), ...(options.keepsBoot ? ['with /boot'] : [])];
  const directory = await cached('base', key, (target) => buildBase(target, options));
  const path = (name: string) => join(directory, name);
  return {
    directory,
    tree: path('tree'),
    kernel: path('kernel'),
    initrd: path('initrd'),
    loader: path('loader.efi'),
  };
}

async function buildBase(
  directory: string,
  { packages: more = [], keepsBoot = false }: BaseOptions,
): Promise<void> {
  const tree = join(directory, 'tree');
  mkdirSync(tree);
  const archive = join(directory, 'root.tar');
  const without = ['doc', 'man', 'locale', 'info'].map(
    (name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`,
  );
  const options = [
    '--quiet',
    '--variant=apt',
    '--aptopt=APT::Install-Recommends "false"',
    ...without,
    `--include=${[...packages, ...more].join(',')}`,
  ];
  await run('mmdebstrap', [...options, suite, archive, await debianMirror()], {
    seconds: 600,
    env: { HOME: '/root' },
  });
  await run('tar', ['--extract', '--file', archive, '--directory', tree], { seconds: 300 });
  rmSync(archive);
  const [version = ''] = readdirSync(join(tree, 'usr/lib/modules'));
  cpSync(join(tree, `boot/vmlinuz-${version}`), join(directory, 'kernel'));
  await buildInitramfs(tree, version, join(directory, 'initrd'));
  const loaders = join(tree, 'usr/lib/systemd/boot/efi');
  const [loader = ''] = readdirSync(loaders).filter((name) => name.startsWith('systemd-bootx64.efi'));
  cpSync(join(loaders, loader), join(directory, 'loader.efi'));
  if (!keepsBoot)
    for (const name of readdirSync(join(tree, 'boot'))) rmSync(join(tree, 'boot', name), { recursive: true });
  rmSync(join(tree, 'var/lib/apt/lists'), { recursive: true });
  configureTree(tree);
  writeFileSync(join(directory, 'version'), `${version}\n`);
}
