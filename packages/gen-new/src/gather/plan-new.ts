import { join } from 'node:path';
import { failed, no } from '@twinroot/lib-command';
import { type Generation, type OpenTop, readTree, rootName } from '@twinroot/lib-generation';
import { realPathBelow } from '@twinroot/lib-sysroot';
import { chooseBase } from '../decide/choose-base.ts';
import { type GenerationPlan, planGeneration } from '../decide/generation-plan.ts';
import { placesInWords } from '../decide/nested-subvolumes.ts';
import { sharedDatabases } from '../decide/package-database.ts';
import { partsInAll } from '../decide/parts-in-all.ts';
import { tightEsps, whyNoRoom } from '../decide/room.ts';
import type { NewContext } from '../new-context.ts';
import { readEspRoom } from './esp-room.ts';
import { readBase } from './read-base.ts';

/** A plan, and what is known of its base. */
export interface PlannedNew {
  readonly plan: GenerationPlan;
  readonly base: Generation;
  /** What is wrong with the base's kernels, in words: no fault of the new one. */
  readonly bootFaults: readonly string[];
  /** Id of the subvolume that is mounted where none is named. */
  readonly defaultId: number;
}

/**
 * Looks at the tree, and plans a generation.
 *
 * @throws {CommandError} when it is refused
 * @throws {ToolError} with what btrfs(8) said
 */
export async function planNew(context: NewContext, top: OpenTop): Promise<PlannedNew> {
  const { sysroot, signal, options, message } = context;
  const tree = await readTree(top, signal);
  if (tree === null)
    throw no(`there is no directory snapshots at the top of ${top.name}: --init makes a tree of generations`);
  const base = chooseBase(tree.layout, options.base, top.booted);
  if (base.kind === 'refused') throw failed(base.reason);
  if (base.note !== null) message.warning(base.note);
  const { generation } = base;
  const facts = await readBase(top.path, generation, tree.subvolumes);
  const noRoom = whyNoRoom(facts.free, facts.bootBytes);
  if (noRoom !== null) throw failed(noRoom);
  for (const esp of tightEsps(await readEspRoom(sysroot, signal), facts.bootBytes)) message.warning(esp);
  const plan = planGeneration(facts.plan);
  if (plan.kind === 'refused') throw failed(plan.reason);
  if (plan.sharedBoot !== null)
    message.warning(
      `the template fstab mounts ${plan.sharedBoot} on /boot, where each generation has kernels of its own: take that line out of the file fstab at the top; COMMAND does not see it`,
    );
  if (facts.nested.length > 0)
    message.warning(
      `subvolumes inside of ${generation.id} are no part of the new generation, which has empty directories there: ${placesInWords(facts.nested)}, ignoring`,
    );
  const root = join(top.path, 'snapshots', generation.id, rootName);
  const isThere = (path: string) => realPathBelow(root, path).exists;
  const template = facts.plan.template ?? '';
  for (const shared of [...partsInAll(template), ...sharedDatabases(template, isThere)])
    message.warning(shared);
  return { plan, base: generation, bootFaults: facts.bootFaults, defaultId: tree.subvolumes.defaultId };
}
