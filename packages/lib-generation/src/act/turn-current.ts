import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  makeDirectoryDurably,
  makeLinkDirectoryDurably,
  replaceLinkDurably,
  syncFilesystem,
} from '@twinroot/lib-durable';
import { lettersOf, newGenerationId } from '../decide/generation-id.ts';
import { madeLinks } from '../decide/unfinished.ts';

/** Where `current` is to lead. */
export interface LinksWanted {
  /** Ids to which current/0, current/1, … lead from then on. */
  readonly ids: readonly string[];
  /** Name in links/ of a directory that leads there already, which a run that was killed has left; null: it is made. */
  readonly existing: string | null;
}

/**
 * Turns `current`, by one rename(2): at every instant it is the old one or the new one. All that was written before is on the disk before
 * that, and the turn is when this returns.
 *
 * @param top where the top of the btrfs can be written
 * @param now seconds since 1970
 * @throws {DurableError} what was attempted, with the system's code
 * @throws {ToolError} what sync(1) said
 */
export async function turnCurrent(top: string, { ids, existing }: LinksWanted, now: number): Promise<void> {
  for (const name of ['links', 'next']) await makeIfMissing(top, name);
  const links = join(top, 'links');
  // Some bytes stand for no letter; of so many there are always enough.
  const name = existing ?? newGenerationId(now, lettersOf(randomBytes(64)), readdirSync(links));
  const targets = new Map(ids.map((id, slot) => [String(slot), `../../snapshots/${id}`]));
  if (existing === null) await makeLinkDirectoryDurably(join(links, name), join(links, madeLinks), targets);
  await syncFilesystem(top);
  await replaceLinkDurably(join(top, 'current'), join(top, 'next/current'), `./links/${name}`);
  await syncFilesystem(top);
}

async function makeIfMissing(top: string, name: string): Promise<void> {
  if (lstatSync(join(top, name), { throwIfNoEntry: false }) === undefined)
    await makeDirectoryDurably(join(top, name), join(top, `.new-${name}`));
}
