import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { TopFound } from '@twinroot/lib-generation';

/** When the directories of links/ were changed: seconds since 1970, by name. */
export function linksChangedAt(top: string, { links }: Pick<TopFound, 'links'>): ReadonlyMap<string, number> {
  return new Map(links.map(({ name }) => [name, lstatSync(join(top, 'links', name)).mtimeMs / 1000]));
}
