// A package of pacman, as makepkg makes it: an archive with its files of description in front (PKGBUILD(5), alpm-pkginfo(5)). makepkg
// itself writes into it where, and beside which other packages, it was called.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { configurationOf, contentsOf, enabledUnitsOf, licencesOf, textFile } from './contents.ts';
import {
  homepage,
  maintainer,
  nameOf,
  others,
  type Package,
  packageVersion,
  processorOf,
  summary,
} from './family.ts';
import { scriptletsOf } from './scriptlets.ts';
import { bytesOf, setTimes, stage } from './stage.ts';

type Fields = readonly (readonly [key: string, value: string])[];

const lines = (fields: Fields) => fields.map(([key, value]) => `${key} = ${value}\n`).join('');

/** pacman has its own `~`: none. A version with a suffix comes before the one without (vercmp(8)). */
const pacmanVersion = `${packageVersion.replace('~', '')}-1`;

function description(one: Package, bytes: number, backup: readonly string[]): Fields {
  const isNode = one.flavour === 'node';
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
    ['license', 'MIT AND Apache-2.0 AND ISC'],
    ...[...others, isNode ? 'twinroot' : 'twinroot-node'].map((other) => ['conflict', other] as const),
    ...(isNode ? [['provides', `twinroot=${pacmanVersion}`] as const] : []),
    ...backup.map((path) => ['backup', path.slice(1)] as const),
    ...[isNode ? 'nodejs>=20' : 'gcc-libs', 'glibc', 'util-linux'].map((one) => ['depend', one] as const),
    ['optdepend', 'dosfstools: esp-format, and fsck of mirrors'],
    ['optdepend', 'rsync: tree-mirror and root-clone'],
    ['optdepend', 'btrfs-progs: generations'],
    ['optdepend', 'inotify-tools: tree-watch.service'],
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

function installScript(units: readonly string[]): string {
  const does = scriptletsOf(units);
  const scriptlet = (name: string, text: string) => `${name}() {\n${text}\n}\n`;
  return [
    scriptlet('post_install', does.installed),
    scriptlet('post_upgrade', does.upgraded),
    scriptlet('pre_remove', does.removing),
    scriptlet('post_remove', `${does.removed}\n${does.purged}`),
  ].join('\n');
}

/** Makes a package in a directory, and gives its file; `work` is a directory that is there and empty. */
export function makeArch(one: Package, output: string, work: string): string {
  const licence = textFile(`/usr/share/licenses/${nameOf(one)}/LICENSE`, licencesOf(one));
  const entries = [...contentsOf(one), licence];
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
    ['-cf', file, '--zstd', '--options=zstd:compression-level=19'],
    ['.BUILDINFO', '.MTREE', ...special.slice(1), ...names],
  );
  return file;
}
