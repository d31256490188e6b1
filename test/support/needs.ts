import { existsSync } from 'node:fs';
import { join } from 'node:path';

const places = ['/usr/bin', '/usr/sbin', '/bin', '/sbin'];

/** Options of a test that wants these programs: it is skipped, with the name of one that is not installed. */
export function needs(...programs: readonly string[]): { readonly skip: false | string } {
  const missing = programs.find((name) => !places.some((place) => existsSync(join(place, name))));
  return { skip: missing === undefined ? false : `${missing} is not installed` };
}
