import { join } from 'node:path';
import { namesIn, readTextBelow, realPathBelow } from '@twinroot/lib-sysroot';
import { dropInsOf, isUkiLayout } from '../decide/install-layout.ts';

/** Where kernel-install(8) looks, the first one first. What is in /run is none of a generation. */
const places = ['/etc/kernel', '/usr/local/lib/kernel', '/usr/lib/kernel'];

/**
 * Whether the configuration of kernel-install(8) in a root says that it boots unified kernel images.
 *
 * @param root of a generation: symlinks lead where they lead there
 * @throws {NodeJS.ErrnoException} EACCES, EIO, ELOOP
 */
export function readUkiLayout(root: string): boolean {
  const main = firstText(root, 'install.conf')?.text ?? '';
  const directories = places.map((place) => `${place}/install.conf.d`);
  const names = directories.map((path) => namesIn(join(root, realPathBelow(root, path).path)));
  const dropIns = dropInsOf(names).map(
    ({ directory, name }) => textOf(root, `${directories[directory]}/${name}`) ?? '',
  );
  return isUkiLayout([main, ...dropIns]);
}

/** The configuration of ukify(1) that kernel-install(8) uses in a root; null: there is none. */
export function readUkiConf(root: string): { readonly path: string; readonly text: string } | null {
  const found = firstText(root, 'uki.conf');
  return found === null || found.text === '' ? null : found;
}

function firstText(root: string, name: string): { readonly path: string; readonly text: string } | null {
  for (const place of places) {
    const path = `${place}/${name}`;
    const text = textOf(root, path);
    if (text !== null) return { path, text };
  }
  return null;
}

/** A link to /dev/null stands for an empty file: with it an administrator takes away what is in another place. */
function textOf(root: string, path: string): string | null {
  return realPathBelow(root, path).path === '/dev/null' ? '' : readTextBelow(root, path);
}
