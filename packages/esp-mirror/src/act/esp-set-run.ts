import { type Context, failed } from '@twinroot/lib-command';
import { eachMember, type MemberAccess, openMember, withMembers } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';
import type { SourceResult } from '../decide/outcome.ts';
import { type Pairing, pairingsOf } from '../decide/pair.ts';
import { wishesOf } from '../decide/wishes.ts';
import { readOwnIds } from '../gather/own-ids.ts';
import type { spec } from '../spec.ts';
import type { mirrorToAll as MirrorToAll } from './fan-out.ts';

/** Mirrors the booted members of a set to its mirrors; a set without mirrors is nothing to do. */
export async function mirrorEspSet(
  context: Context<typeof spec>,
  members: readonly EspMember[],
): Promise<readonly SourceResult[]> {
  const { sysroot, signal, dryRun, options } = context;
  const pairings = pairingsOf(members);
  if (pairings.length === 0) return [];
  // Loaded while the lock is acquired, which takes another process.
  const loading = import('./fan-out.ts');
  const wait = dryRun ? null : { waitSeconds: options.wait, signal };
  return withMembers({ sysroot, signal, wait }, async (access) => {
    const { mirrorToAll } = await loading;
    const results: SourceResult[] = [];
    for (const pairing of pairings) results.push(await mirrorPairing(context, pairing, access, mirrorToAll));
    return results;
  });
}

async function mirrorPairing(
  context: Context<typeof spec>,
  { source, mirrors }: Pairing,
  access: MemberAccess,
  mirrorToAll: typeof MirrorToAll,
): Promise<SourceResult> {
  const { dryRun, options, sysroot } = context;
  const open = await openMember(access, source, { use: 'read', fsck: options.fsck });
  if (!('path' in open)) {
    const why = open.kind === 'missing' ? 'is missing' : `cannot be used: ${open.reason}`;
    throw failed(`the source ${source.partuuid} ${why}`);
  }
  // A dry run does not even mount for writing: that alone would be noted on the volume.
  const as = { use: dryRun ? 'plan' : 'write', fsck: options.fsck } as const;
  try {
    const wishes = wishesOf(options, readOwnIds(sysroot));
    return await mirrorToAll(context, open, (work) => eachMember(access, mirrors, as, work), wishes);
  } finally {
    await open.close();
  }
}
