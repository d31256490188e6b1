import type { BootTree } from '@twinroot/lib-boot-tree';
import { createMeter } from '@twinroot/lib-command';
import { failureText, refused } from '@twinroot/lib-failure';
import { readFreeSpace } from '@twinroot/lib-machine';
import type { EachOpen, OpenMember } from '@twinroot/lib-member';
import type { AloneBoot } from '@twinroot/lib-registry';
import {
  claimsOf,
  openSetRegistry,
  type ReadWishes,
  readBootTree,
  readSteadyTree,
  type SetFacts,
  untilSteady,
} from '@twinroot/lib-seal';
import { type MirrorEnd, resultOf, type SourceResult } from '../decide/outcome.ts';
import { hasRemovablePath } from '../decide/way-in.ts';
import type { Wishes } from '../decide/wishes.ts';
import { begunTransactionOf } from '../gather/begun-transactions.ts';
import { healSource } from './heal-source.ts';
import type { MirrorContext } from './look-first.ts';
import { mirrorOne } from './mirror-one.ts';
import type { MirrorWays } from './mirror-ways.ts';

/** What is known of a set beyond the files of its members. */
export interface MirrorFacts {
  readonly hasXbootldr: boolean;
  /** By PARTUUID; null where firmware starts nothing. */
  readonly startedOn: (partuuid: string) => readonly string[] | null;
  /** Of its registry; null: a directory, which is of no set. */
  readonly set: Omit<SetFacts, 'member' | 'claims' | 'findsRot'> | null;
  /** PARTUUIDs of mirrors that left the set, which are not even opened. */
  readonly left: readonly string[];
  /** This boot without the mirrors that are missing. */
  readonly alone: readonly AloneBoot[];
}

/**
 * Mirrors one source to all its mirrors, which are locked before it is read; one's failure never stops another's.
 *
 * @param about of the source: whether an XBOOTLDR partition belongs to it, and the programs that firmware would start on a mirror
 */
export async function mirrorToAll(
  { dryRun, looksOnly = false, options, signal, message, sysroot, progress }: MirrorContext,
  source: OpenMember,
  each: EachOpen,
  { checksum, heal, policy, verify }: Wishes,
  about: MirrorFacts = { hasXbootldr: false, startedOn: () => null, set: null, left: [], alone: [] },
): Promise<SourceResult> {
  const wishes = { checksum, isExcluded: policy.isExcluded };
  const meter = progress === undefined ? null : createMeter(progress);
  /** Of a set the file systems are all that is read; what a directory holds is not known before. */
  const meterRead: MirrorWays['meterRead'] = async ({ path, name }) => {
    if (meter === null || !checksum) return undefined;
    return meter.begin(`reading ${name}`, about.set === null ? null : (await readFreeSpace(path)).used);
  };
  const read = async () => readSource(source, wishes, !dryRun, signal, await meterRead(source));
  let tree = await read();
  const isSteady = untilSteady(tree) === 0;
  const until = process.uptime() + options.wait;
  const claims = () => claimsOf(each, about.set?.partuuid ?? null);
  const set =
    about.set === null ? null : openSetRegistry({ ...about.set, member: source, findsRot: checksum, claims });
  if (set?.remark) message.warning(set.remark);
  if (heal && set !== null && !dryRun && (await healSource(set, source, tree, each, message.info, signal)))
    tree = await read();
  // A note must not keep the mirrors that are there from being written.
  const said = (error: unknown) => failureText(error, new Map([[source.path, source.name]]));
  if (!dryRun)
    await set?.noteAlone(about.alone).catch((error) => message.warning(`${said(error)}, ignoring`));
  const begun = begunTransactionOf(sysroot);
  const told = new Set<string>();
  const tellUnsteady: MirrorWays['tellUnsteady'] = ({ path, why }, then) => {
    const text = `${path} ${why}: ${then === 'waiting' ? 'waiting for it' : 'it is left out'}`;
    if (!told.has(text)) message.info(text);
    told.add(text);
  };
  const stamps: (() => Promise<void>)[] = [];
  const used = await each(async (mirror, watch, id): Promise<MirrorEnd> => {
    const known = {
      ...policy,
      hasXbootldr: about.hasXbootldr,
      // Boot options only matter where there is no other way in.
      started: hasRemovablePath(tree.listing) ? null : about.startedOn(id),
      cluster: mirror.cluster,
    };
    return mirrorOne(
      { member: source, tree, read, set },
      { member: mirror, watch, policy: known },
      {
        wishes,
        verify,
        dryRun,
        looksOnly,
        meter,
        meterRead,
        signal,
        stamp: async (judged) => {
          await judged.stamp();
          stamps.push(judged.stamp);
        },
        // A dry run shows what would be done now.
        isLeft: () => !dryRun && process.uptime() < until,
        begun,
        tell: ({ op, path }) => message.debug(`${mirror.name}: ${op} ${path}`),
        tellUnsteady,
      },
    );
  });
  // One that was ready early does not have the generation that was made when the source won over another one.
  for (const stamp of stamps.length > 1 ? stamps : [])
    await stamp().catch((error) => message.warning(`${failureText(error)}: the next run writes it`));
  const rotten = set?.rottenOf(tree) ?? [];
  for (const { file } of rotten)
    message.warning(
      `${file.node.path} of ${source.name} is rotten: its bytes are not those that were recorded`,
    );
  const leftEnd: MirrorEnd = { ...refused(leftClause), done: [], remarks: [] };
  const left = about.left.map((id) => ({ kind: 'done', value: leftEnd, id, seconds: 0 }) as const);
  const result = resultOf([...used, ...left]);
  return { ...result, isDamaged: result.isDamaged || rotten.length > 0, isSteady };
}

const leftClause = 'it left the set: esp-join takes it back';

/** @param isSteady whether it is waited until the source is steady: a dry run copies nothing, and need not */
async function readSource(
  { path, name }: OpenMember,
  wishes: ReadWishes,
  isSteady: boolean,
  signal: AbortSignal,
  onRead: ((bytes: number) => void) | undefined,
): Promise<BootTree> {
  try {
    return isSteady
      ? await readSteadyTree(path, wishes, signal, onRead)
      : await readBootTree(path, wishes, { signal, onRead });
  } catch (error) {
    signal.throwIfAborted();
    throw new Error(failureText(error, new Map([[path, name]])));
  }
}
