import { type MemberAccess, type UsedMember, type WaitForLock, withOpenMembers } from '@twinroot/lib-member';
import type { EspMember, RecordOf } from '@twinroot/lib-record';
import type { Seed } from '../decide/seed.ts';
import { planSeeds, type SeedStep } from '../decide/seed-plan.ts';
import { readSeed } from '../gather/read-seed.ts';
import type { SeedOutcome, seedPlanTable } from '../seed-table.ts';
import { writeSeed } from './write-seed.ts';

/** What came of the members, and what was planned for them. */
export interface Renewal {
  /** In a dry run, what would come of them. */
  readonly outcomes: readonly SeedOutcome[];
  readonly planned: readonly RecordOf<typeof seedPlanTable>[];
}

/**
 * Reads the seeds of all members, then writes those that are to be renewed. A failure of one stops no other: one that cannot be read
 * is compared with none.
 *
 * @param esps the booted one first
 * @param work.wait null: a dry run
 * @throws {ToolError} ABORT, ENOENT without flock(1)
 */
export function renewSeeds(
  access: MemberAccess,
  esps: readonly EspMember[],
  work: { readonly wait: WaitForLock | null; readonly refreshes: boolean },
): Promise<Renewal> {
  // Opened to be read: where all is well, not even the mount is noted on the volume.
  return withOpenMembers(access, esps, { use: 'read', fsck: false, wait: work.wait }, async (each) => {
    const read = await each(async ({ path }) => readSeed(path));
    const seeds = new Map<string, Seed>();
    for (const end of read) if (end.kind === 'done') seeds.set(end.id, end.value);
    const steps = new Map(
      planSeeds(
        [...seeds].map(([id, seed]) => ({ id, seed })),
        work.refreshes,
      ).map((step) => [step.id, step]),
    );
    const isRenewed = (id: string) => steps.get(id)?.step === 'renew';
    const written =
      work.wait === null
        ? read
        : await each(async (member, _watch, id) => {
            const seed = seeds.get(id);
            if (seed === undefined || !isRenewed(id)) return;
            const whyNot = await member.allowWrites();
            if (whyNot !== null) throw new Error(`${member.name} ${whyNot}`);
            await writeSeed(member.path, seed);
          });
    const pathOf = (id: string) => esps.find(({ partuuid }) => partuuid === id)?.path ?? null;
    return {
      outcomes: read.map((end, index) => {
        const last = end.kind === 'done' ? (written[index] ?? end) : end;
        return { partuuid: end.id, path: pathOf(end.id), ...outcomeOf(last, steps.get(end.id)) };
      }),
      planned: [...steps.values()].flatMap(({ id, step, why }) =>
        step === 'renew' ? [{ partuuid: id, path: pathOf(id), why: why ?? '' }] : [],
      ),
    };
  });
}

function outcomeOf(end: UsedMember<unknown>, step: SeedStep | undefined): Pick<SeedOutcome, 'state' | 'why'> {
  switch (end.kind) {
    case 'missing':
      return { state: 'missing', why: null };
    case 'refused':
    case 'failed':
      return { state: end.kind, why: end.reason };
    case 'done':
      if (step === undefined) return { state: 'failed', why: 'it was not read' };
      return { state: step.step === 'renew' ? 'renewed' : step.step, why: step.why };
  }
}
