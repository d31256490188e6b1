import { homedir } from 'node:os';
import { join } from 'node:path';

/** The directory of everything that the machine tests keep between runs, outside of the checkout. */
export const cacheDirectory = join(
  process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
  'twinroot/machine',
);
