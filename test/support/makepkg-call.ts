import { chownSync } from 'node:fs';
import { join } from 'node:path';
import { workspace } from './binaries.ts';
import { type Answer, call } from './call.ts';
import { needs } from './needs.ts';

/** makepkg does not run as root. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
const asUser = isRoot ? ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'] : [];

/** Gives directories to the user whom makepkg is run as. */
export function giveAway(...paths: readonly string[]): void {
  for (const path of isRoot ? paths : []) chownSync(path, nobody, nobody);
}

/** Why makepkg cannot be run here on what was built; false when it can. */
export async function whyNotMakepkg(): Promise<string | false> {
  if (process.env['TWINROOT_BIN'] !== undefined) return 'TWINROOT_BIN names other commands';
  const { skip } = needs('makepkg', 'fakeroot', 'bsdtar', ...asUser.slice(0, 1));
  if (skip) return skip;
  const [program = '', ...args] = [...asUser, 'test', '-x', join(workspace, 'dist/bin')];
  const { status } = await call(program, args, { env: { PATH: '/usr/bin:/bin' } });
  return status === 0 ? false : 'the user nobody may not enter the checkout';
}

/** Runs makepkg in a directory, as another user than root; what a package depends on is not asked for. The package is not compressed. */
export function makepkg(
  directory: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Answer> {
  const [program = '', ...words] = [...asUser, 'makepkg', '--nodeps', ...args];
  const own = { LC_ALL: 'C', HOME: directory, PKGEXT: '.pkg.tar' };
  return call(program, words, { cwd: directory, env: { ...own, ...env } });
}
