import { join } from 'node:path';
import { readBlockDevices } from '@twinroot/lib-blockdev';
import { CommandError, exitStatus } from '@twinroot/lib-command';
import { readMountTable } from '@twinroot/lib-mountinfo';
import type { EspMember } from '@twinroot/lib-record';
import { type Call, type Result, wishesOf } from './call.ts';
import { checkMember, type MachineFacts } from './check-member.ts';
import type { MirrorTask } from './mirror-from.ts';
import { outcomeOf } from './outcome.ts';
import { readOwnIds } from './own-ids.ts';
import { type Pairing, pairingsOf } from './pair.ts';
import type { MirrorOutcome } from './report-table.ts';
import { withLocks } from './with-locks.ts';

/** The machine, and what of esp-mirror is loaded only when there is something to do. */
type Workshop = MachineFacts & { readonly live: boolean } & typeof import('./mirror-from.ts') & {
    readonly namespace: ReturnType<typeof import('./mirror-from.ts')['privateNamespace']>;
  };

/** Mirrors the booted members of a set to its mirrors; a set without mirrors is nothing to do. */
export async function mirrorSet(context: Call, members: readonly EspMember[]): Promise<readonly Result[]> {
  const { sysroot, signal } = context;
  const pairings = pairingsOf(members);
  if (pairings.length === 0) return [];
  // Loaded while the lock is acquired, which takes another process.
  const loading = import('./mirror-from.ts');
  return withLocks(context, [join(sysroot, 'run/twinroot/lock')], async () => {
    const { mounts, live } = await readMountTable(sysroot);
    const devices = await readBlockDevices(sysroot, live, signal);
    const modules = await loading;
    const namespace = modules.privateNamespace(signal);
    const workshop = { ...modules, mounts, live, devices, namespace };
    try {
      const results: Result[] = [];
      for (const pairing of pairings) results.push(await mirrorPairing(context, pairing, workshop));
      return results;
    } finally {
      await namespace.close();
    }
  });
}

async function mirrorPairing(
  context: Call,
  { source, mirrors }: Pairing,
  workshop: Workshop,
): Promise<Result> {
  const check = checkMember(source, workshop, 'read');
  if (check.kind === 'missing') throw failed(`the source ${source.partuuid} is missing`);
  if (check.kind === 'failed') throw failed(`the source cannot be used: ${check.why}`);
  const { sysroot } = context;
  const tasks = mirrors.map((member) => mirrorTask(context, member, workshop));
  const { fsck } = context.options;
  const place = { sysroot, live: workshop.live, namespace: workshop.namespace.open, fsck };
  const opened = await workshop.openMember(check, source.partuuid, 'read', place);
  return workshop.mirrorFrom(context, opened, tasks, wishesOf(context, readOwnIds(sysroot)));
}

function mirrorTask(
  { sysroot, dryRun, options: { fsck } }: Call,
  member: EspMember,
  workshop: Workshop,
): MirrorTask {
  const without = (state: MirrorOutcome['state'], why: string) =>
    outcomeOf({ mirror: member.partuuid, state, done: [], kept: [], seconds: 0, why });
  const open = async () => {
    const check = checkMember(member, workshop, 'write');
    if (check.kind === 'missing') return without('missing', 'no device has this PARTUUID');
    if (check.kind === 'failed') return without('failed', check.why);
    const place = { sysroot, live: workshop.live, namespace: workshop.namespace.open, fsck };
    // A dry run does not even mount for writing: that alone would be noted on the volume.
    return workshop.openMember(check, member.partuuid, dryRun ? 'read' : 'write', place);
  };
  return { name: member.partuuid, open };
}

function failed(text: string): CommandError {
  return new CommandError(exitStatus.failed, text);
}
