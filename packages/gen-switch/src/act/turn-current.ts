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
import type { Turn } from '../decide/turn.ts';

/**
 * Turns `current`, by one rename(2): at every instant it is the old one or the new one. All that was written before is on the disk before
 * that, and the turn is when this returns.
 *
 * @param top where the top of the btrfs can be written
 * @param now seconds since 1970
 * @throws {DurableError} what was attempted, with the system's code
 * @throws {ToolError} what sync(1) said
 */
export async function turnCurrent(
  top: string,
  turn: Extract<Turn, { kind: 'turn' }>,
  now: number,
): Promise<void> {
  for (const name of ['links', 'next']) await makeIfMissing(top, name);
  const name = turn.existing ?? newName(readdirSync(join(top, 'links')), now);
  if (turn.existing === null)
    await makeLinkDirectoryDurably(join(top, 'links', name), join(top, 'links/.new'), turn.links);
  await syncFilesystem(top);
  await replaceLinkDurably(join(top, 'current'), join(top, 'next/current'), `./links/${name}`);
  await syncFilesystem(top);
}

async function makeIfMissing(top: string, name: string): Promise<void> {
  if (lstatSync(join(top, name), { throwIfNoEntry: false }) === undefined)
    await makeDirectoryDurably(join(top, name), join(top, `.new-${name}`));
}

function newName(names: readonly string[], now: number): string {
  // Some bytes stand for no letter; of so many there are always enough.
  return newGenerationId(now, lettersOf(randomBytes(64)), names);
}
