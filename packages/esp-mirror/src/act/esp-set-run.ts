import { type Context, failed } from '@twinroot/lib-command';
import type { Machine } from '@twinroot/lib-machine';
import {
  type MemberAccess,
  openMember,
  partitionOfMember,
  partuuidOf,
  withMembers,
  withOpenMembers,
} from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';
import { type AloneBoot, type Registry, readRegistry } from '@twinroot/lib-registry';
import {
  hasLeft,
  type MemberChange,
  ownRegistry,
  readBootId,
  readIdentity,
  readVendors,
  type SetFacts,
} from '@twinroot/lib-seal';
import type { SourceResult } from '../decide/outcome.ts';
import { type Pairing, pairingsOf } from '../decide/pair.ts';
import { wishesOf } from '../decide/wishes.ts';
import { readStarted } from '../gather/started.ts';
import type { spec } from '../spec.ts';
import type { MirrorFacts, mirrorToAll as MirrorToAll } from './fan-out.ts';
import { lookFirst, type MirrorContext } from './look-first.ts';
import { eachBut, readList } from './read-list.ts';

/** Mirrors the booted members of a set to its mirrors; a set without mirrors is nothing to do. */
export async function mirrorEspSet(
  context: Context<typeof spec>,
  members: readonly EspMember[],
): Promise<readonly SourceResult[]> {
  if (pairingsOf(members).length === 0) {
    context.message.info('the set has no mirror: nothing is mirrored');
    return [];
  }
  if (context.dryRun) return mirrorPairings(context, members);
  // With --checksum all contents would be read twice: only their digests tell what is rotten. And what is not mounted would be mounted twice.
  const canLook = !context.options.checksum && members.every(({ state }) => state === 'mounted');
  const looked = canLook ? await lookFirst(context, (looking) => mirrorPairings(looking, members)) : null;
  return looked ?? mirrorPairings(context, members);
}

async function mirrorPairings(
  context: MirrorContext,
  members: readonly EspMember[],
): Promise<readonly SourceResult[]> {
  const { sysroot, signal, dryRun, options } = context;
  // Loaded while the lock is acquired, which takes another process.
  const loading = import('./fan-out.ts');
  const wait = dryRun ? null : { waitSeconds: options.wait, signal };
  return withMembers({ sysroot, signal, wait }, async (access) => {
    const { mirrorToAll } = await loading;
    const known = { set: null };
    const counting = { running: readIdentity(sysroot), vendors: readVendors(sysroot) };
    const results: SourceResult[] = [];
    for (const pairing of pairingsOf(members)) {
      const isEsp = pairing.source.kind === 'esp';
      const set = { change: changeOf(members), counting, known };
      const facts = isEsp
        ? { hasXbootldr: bootsXbootldr(members), startedOn: readStarted(sysroot), set }
        : { hasXbootldr: false, startedOn: () => null, set };
      results.push(await mirrorPairing(context, pairing, facts, access, mirrorToAll));
    }
    return results;
  });
}

/** The members that are there: one that is missing is listed when it was mirrored. Who is named comes back, if he had left. */
function changeOf(members: readonly EspMember[]): MemberChange {
  const there = members.filter(({ state }) => state !== 'missing');
  const listed = (named: boolean) =>
    there
      .filter(({ member_by }) => (member_by === 'operand') === named)
      .map((member) => ({ kind: member.kind, partuuid: partuuidOf(member) }));
  return { found: listed(false), join: listed(true), leave: [] };
}

/** Whether entries may be on an XBOOTLDR partition, as they are where a machine has one (UAPI.1, "$BOOT"). */
function bootsXbootldr(members: readonly EspMember[]): boolean {
  return members.some(
    ({ role, kind, state }) => role === 'booted' && kind === 'xbootldr' && state !== 'missing',
  );
}

/** What is known of a set before its source is open. */
interface PairingFacts extends Omit<MirrorFacts, 'set' | 'left' | 'alone'> {
  readonly set: Pick<SetFacts, 'change' | 'counting' | 'known'>;
}

async function mirrorPairing(
  context: MirrorContext,
  { source, mirrors }: Pairing,
  facts: PairingFacts,
  access: MemberAccess,
  mirrorToAll: typeof MirrorToAll,
): Promise<SourceResult> {
  const { dryRun, options, signal, sysroot } = context;
  const open = await openMember(access, source, { use: 'read', fsck: options.fsck });
  if (!('path' in open)) {
    const why = open.kind === 'missing' ? 'is missing' : `cannot be used: ${open.reason}`;
    throw failed(`the source ${source.partuuid} ${why}`);
  }
  // A dry run does not even mount for writing: that alone would be noted on the volume.
  const as = dryRun
    ? ({ use: 'plan', fsck: options.fsck, wait: null } as const)
    : ({ use: 'write', fsck: options.fsck, wait: { waitSeconds: options.wait, signal } } as const);
  try {
    const wishes = wishesOf(options, readIdentity(sysroot), process.arch);
    const [partuuid, found] = [partuuidOf(source), readRegistry(open.path)];
    const { change } = facts.set;
    const hasLeftBy = (list: Registry | null) => (mirror: EspMember) =>
      list !== null && hasLeft(list, change, partuuidOf(mirror));
    const isLeft = hasLeftBy(ownRegistry(found, partuuid)?.registry ?? null);
    const [gone, others] = [mirrors.filter(isLeft), mirrors.filter((mirror) => !isLeft(mirror))];
    return await withOpenMembers(access, others, as, async (each) => {
      const list = await readList(context, { open, partuuid, found }, each);
      const isLeftNow = hasLeftBy(list.list);
      const left = [...gone, ...others.filter(isLeftNow)].map((mirror) => mirror.partuuid);
      return mirrorToAll(context, open, eachBut(each, new Set(left)), wishes, {
        ...facts,
        set: { ...facts.set, found: list.found, partuuid },
        left,
        alone: aloneNow(
          access.machine,
          others.filter((mirror) => !isLeftNow(mirror)),
        ),
      });
    });
  } finally {
    await open.close();
  }
}

/** This boot, without each of the mirrors that are missing, whatever their records say. */
function aloneNow(machine: Machine, mirrors: readonly EspMember[]): readonly AloneBoot[] {
  const missing = mirrors.filter((one) => partitionOfMember(one, machine.devices).kind === 'missing');
  const bootId = missing.length === 0 ? null : readBootId(machine.sysroot);
  const time = Math.floor(Date.now() / 1000);
  return bootId === null ? [] : missing.map((one) => ({ bootId, time, missing: partuuidOf(one) }));
}
