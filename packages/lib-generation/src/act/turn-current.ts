import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import {
  makeDirectoryDurably,
  makeLinkDirectoryDurably,
  replaceLinkDurably,
  syncFilesystem,
} from '@twinroot/lib-durable';
import { lettersOf, newGenerationId } from '../decide/generation-id.ts';
import { goingPrefix, madeLinks } from '../decide/unfinished.ts';

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
  await makeDirectories(top);
  const name = existing ?? newName(top, now);
  if (existing === null) await makeLinks(top, name, ids);
  await syncFilesystem(top);
  await replaceLinkDurably(join(top, 'current'), join(top, 'next/current'), `./links/${name}`);
  await syncFilesystem(top);
}

/**
 * Finds out whether there is room to turn `current`: makes a directory of links, and takes it away.
 *
 * @param top where the top of the btrfs can be written
 * @throws {DurableError} what was attempted, with the system's code: ENOSPC
 */
export async function probeTurn(top: string, { ids }: LinksWanted): Promise<void> {
  await makeDirectories(top);
  // A name of what is of no use, should the run be killed.
  const name = `${goingPrefix}${newName(top, 0)}`;
  await makeLinks(top, name, ids);
  for (const slot of ids.keys()) unlinkSync(join(top, 'links', name, String(slot)));
  rmdirSync(join(top, 'links', name));
}

function newName(top: string, now: number): string {
  // Some bytes stand for no letter; of so many there are always enough.
  return newGenerationId(now, lettersOf(randomBytes(64)), readdirSync(join(top, 'links')));
}

async function makeLinks(top: string, name: string, ids: readonly string[]): Promise<void> {
  const links = join(top, 'links');
  const targets = new Map(ids.map((id, slot) => [String(slot), `../../snapshots/${id}`]));
  await makeLinkDirectoryDurably(join(links, name), join(links, madeLinks), targets);
}

async function makeDirectories(top: string): Promise<void> {
  for (const name of ['links', 'next']) await makeIfMissing(top, name);
}

async function makeIfMissing(top: string, name: string): Promise<void> {
  if (lstatSync(join(top, name), { throwIfNoEntry: false }) === undefined)
    await makeDirectoryDurably(join(top, name), join(top, `.new-${name}`));
}
