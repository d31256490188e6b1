import { randomBytes } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  makeDirectoryDurably,
  makeLinkDirectoryDurably,
  replaceLinkDurably,
  syncFilesystem,
} from '@twinroot/lib-durable';
import { lettersOf, newGenerationId } from '@twinroot/lib-generation';
import { madePlace, type Turn } from '../decide/turn.ts';

/**
 * Lets `current` lead to other generations, by one rename(2): at every instant it is the old one or the new one.
 *
 * @param top where the top of the btrfs is reached
 * @throws {DurableError} what was attempted, with the system's code
 * @throws {ToolError} what sync(1) said
 */
export async function turnLinks(top: string, { ids, existing }: Turn): Promise<void> {
  const links = join(top, 'links');
  // Some bytes stand for no letter; of so many there are always enough.
  const name = existing ?? newGenerationId(Date.now() / 1000, lettersOf(randomBytes(64)), readdirSync(links));
  const targets = new Map(ids.map((id, slot) => [String(slot), `../../snapshots/${id}`]));
  if (existing === null) await makeLinkDirectoryDurably(join(links, name), join(links, madePlace), targets);
  if (lstatSync(join(top, 'next'), { throwIfNoEntry: false }) === undefined)
    await makeDirectoryDurably(join(top, 'next'), join(top, '.new-next'));
  // Complete on the disk before anything leads there.
  await syncFilesystem(top);
  await replaceLinkDurably(join(top, 'current'), join(top, 'next/current'), `./links/${name}`);
}
