// The names of packages in documents: with the version, so that a command can be copied as it is.
import { pacmanVersionOf } from './pacman-version.ts';

/** A version as Debian and rpm have it, and compare it: 0.2.0-rc.1 comes before 0.2.0. */
export function packageVersionOf(version: string): string {
  return version.replace('-', '~');
}

/** The text before a version in the name of a file, up to what follows it; and the version as files of that kind have it. */
const kinds: readonly (readonly [RegExp, (version: string) => string])[] = [
  // twinroot_0.1.0-1_amd64.deb
  [/(\btwinroot(?:-node)?_)\d[^\s_]*(?=-1_)/g, packageVersionOf],
  // twinroot-0.1.0-1.x86_64.rpm
  [/(\btwinroot(?:-node|-selinux)?-)\d[^\s-]*(?=-1\.)/g, packageVersionOf],
  // twinroot-0.1.0-1-x86_64.pkg.tar.zst
  [/(\btwinroot(?:-node)?-)\d[^\s-]*(?=-1-)/g, pacmanVersionOf],
  // twinroot-0.1.0-linux-x64.tar.xz, and the directory in it
  [/(\btwinroot-)\d[\w.-]*?(?=-linux-)/g, (version) => version],
];

/** A document in which all names of our packages are those of another version. */
export function withFileNames(text: string, version: string): string {
  return kinds.reduce(
    (sofar, [name, versionOf]) =>
      sofar.replace(name, (_, before: string) => `${before}${versionOf(version)}`),
    text,
  );
}
