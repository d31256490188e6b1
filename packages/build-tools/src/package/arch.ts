// A package of pacman, as makepkg makes it: an archive with its files of description in front (PKGBUILD(5), alpm-pkginfo(5)). makepkg
// itself writes into it where, and beside which other packages, it was called.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { configurationOf, enabledUnitsOf, licensedContentsOf } from './contents.ts';
import {
  type Flavour,
  homepage,
  licenceOf,
  maintainer,
  nameOf,
  others,
  type Package,
  processorOf,
  summary,
  version,
} from './family.ts';
import { pacmanVersionOf } from './pacman-version.ts';
import { scriptletsOf } from './scriptlets.ts';
import { bytesOf, setTimes, stage } from './stage.ts';

type Fields = readonly (readonly [key: string, value: string])[];

const lines = (fields: Fields) => fields.map(([key, value]) => `${key} = ${value}\n`).join('');

const pacmanVersion = `${pacmanVersionOf(version)}-1`;

/** What a package says of others, by the keys of .PKGINFO. */
export interface Relations {
  readonly conflict: readonly string[];
  readonly provides: readonly string[];
  readonly depend: readonly string[];
  readonly optdepend: readonly string[];
}

/** What a flavour says of other packages: here, and in the PKGBUILD. */
export function relationsOf(flavour: Flavour): Relations {
  const isNode = flavour === 'node';
  return {
    conflict: [...others, isNode ? 'twinroot' : 'twinroot-node'],
    provides: isNode ? [`twinroot=${pacmanVersion}`] : [],
    depend: [isNode ? 'nodejs>=20' : 'gcc-libs', 'glibc', 'util-linux'],
    optdepend: [
      'dosfstools: esp-format, and fsck of mirrors',
      'rsync: tree-mirror and root-clone',
      'btrfs-progs: generations',
      'inotify-tools: tree-watch.service',
    ],
  };
}

function description(one: Package, bytes: number, backup: readonly string[]): Fields {
  const relations = relationsOf(one.flavour);
  const each = (key: keyof Relations) => relations[key].map((value) => [key, value] as const);
  return [
    ['pkgname', nameOf(one)],
    ['pkgbase', 'twinroot'],
    ['xdata', 'pkgtype=pkg'],
    ['pkgver', pacmanVersion],
    ['pkgdesc', summary],
    ['url', homepage],
    ['builddate', String(one.epoch)],
    ['packager', maintainer],
    ['size', String(bytes)],
    ['arch', processorOf(one)],
    ['license', licenceOf(one)],
    ...each('conflict'),
    ...each('provides'),
    ...backup.map((path) => ['backup', path.slice(1)] as const),
    ...each('depend'),
    ...each('optdepend'),
  ];
}

/** What makepkg says of how it was made, without what would be of this machine. */
function buildInfo(one: Package): Fields {
  return [
    ['format', '2'],
    ['pkgname', nameOf(one)],
    ['pkgbase', 'twinroot'],
    ['pkgver', pacmanVersion],
    ['pkgarch', processorOf(one)],
    ['packager', maintainer],
    ['builddate', String(one.epoch)],
    ['builddir', '/build'],
    ['buildtool', 'twinroot'],
    ['buildenv', '!distcc'],
    ['options', '!strip'],
  ];
}

/** Where hooks/alpm/twinroot-replaced.hook notes, before a transaction, that in it one flavour takes the other's place. */
const replaced = '/run/twinroot-replaced';

/** The scriptlets of a package, as pacman reads them. It removes one flavour, and all that is run then, before it installs the other. */
export function installScript(units: readonly string[]): string {
  const does = scriptletsOf(units);
  const scriptlet = (name: string, text: string) => `${name}() {\n${text}\n}\n`;
  const unlessReplaced = (text: string) => `if [ ! -e ${replaced} ]; then\n${text}\nfi`;
  return [
    scriptlet('post_install', `${does.installed}\nrm -f ${replaced}`),
    scriptlet('post_upgrade', does.installed),
    scriptlet('pre_remove', unlessReplaced(does.removing)),
    scriptlet('post_remove', unlessReplaced(`${does.removed}\n${does.purged}`)),
  ].join('\n');
}

/** Makes a package in a directory, and gives its file; `work` is a directory that is there and empty. */
export function makeArch(one: Package, output: string, work: string): string {
  const entries = licensedContentsOf(one);
  const root = join(work, 'root');
  stage(entries, root, one.epoch);
  const put = (name: string, text: string) => writeFileSync(join(root, name), text, { mode: 0o644 });
  put('.PKGINFO', lines(description(one, bytesOf(entries), configurationOf(entries))));
  put('.BUILDINFO', lines(buildInfo(one)));
  put('.INSTALL', installScript(enabledUnitsOf(entries)));
  setTimes(root, one.epoch);
  const owner = [
    '--no-fflags',
    '--no-xattrs',
    '--no-acls',
    '--uid',
    '0',
    '--gid',
    '0',
    '--uname',
    'root',
    '--gname',
    'root',
  ];
  const options = { cwd: root, env: { LC_ALL: 'C', TZ: 'UTC' } } as const;
  const all = execaSync('find', ['.', '-mindepth', '1', '-printf', '%P\\0'], options).stdout.split('\0');
  const special = ['.BUILDINFO', '.PKGINFO', '.INSTALL'];
  const names = all.filter((name) => name !== '' && !special.includes(name)).sort();
  const pack = (args: readonly string[], files: readonly string[]) =>
    execaSync('bsdtar', [...owner, ...args, '--no-recursion', '--null', '--files-from', '-'], {
      ...options,
      input: files.map((name) => `${name}\0`).join(''),
    });
  const keywords = '!all,use-set,type,uid,gid,mode,time,size,md5,sha256,link';
  pack(
    ['-cf', '.MTREE', '--format=mtree', '--gzip', `--options=${keywords},gzip:!timestamp`],
    [...special, ...names],
  );
  setTimes(root, one.epoch);
  const file = join(output, `${nameOf(one)}-${pacmanVersion}-${processorOf(one)}.pkg.tar.zst`);
  pack(
    ['-cf', file, '--zstd', `--options=zstd:compression-level=${one.isFast ? 1 : 19}`],
    ['.BUILDINFO', '.MTREE', ...special.slice(1), ...names],
  );
  return file;
}
