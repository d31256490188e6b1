import type { Partuuid } from '@twinroot/lib-blockdev';
import {
  espsBeside,
  type NamedMirrors,
  namedMirrors,
  namedPartition,
  type Operand,
  resolveOperand,
} from '@twinroot/lib-esp-set';
import { type Refusal, refused } from '@twinroot/lib-failure';
import { type MemberAccess, partuuidOf } from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';
import type { Registry, RegistryMember } from '@twinroot/lib-registry';
import {
  fatSources,
  type MemberChange,
  type MemberContent,
  obstacleFault,
  ownRegistry,
  readMemberContent,
} from '@twinroot/lib-seal';
import { type Fitness, fitnessOf, whyNotReplaced } from '../decide/joining.ts';

/** Who joins a set, and who leaves it for that. */
export interface Joining {
  readonly kind: 'joining';
  readonly joined: readonly EspMember[];
  /** Those of them that are in another set. */
  readonly taken: readonly EspMember[];
  readonly replaced: readonly Partuuid[];
  readonly change: MemberChange;
  /** The set as it is then. */
  readonly set: readonly EspMember[];
  readonly warnings: readonly string[];
}

/** What was asked for. */
export interface AskedToJoin {
  /** None: the mirrors of the set that are not members yet. */
  readonly operands: readonly Operand[];
  readonly old: readonly Operand[];
  readonly removable: boolean;
  readonly 'take-over': boolean;
}

/**
 * Finds out who joins, and whether they may: everything is looked at before anything is written.
 *
 * @throws {Error} when a member cannot be read
 */
export async function findJoining(
  access: MemberAccess,
  set: readonly EspMember[],
  asked: AskedToJoin,
): Promise<Joining | Refusal> {
  const { machine } = access;
  const sources = new Map<EspMember['kind'], MemberContent>();
  for (const member of fatSources(machine, set))
    sources.set(member.kind, await readMemberContent(access, member));
  for (const { member, registry: found } of sources.values()) {
    const fault = obstacleFault(member.mountpoint ?? member.path ?? member.partuuid, found);
    if (fault !== null) return refused(fault);
  }
  const esp = sources.get('esp');
  const registry =
    esp === undefined ? null : (ownRegistry(esp.registry, esp.member.partuuid)?.registry ?? null);

  const old: { given: string; partuuid: Partuuid }[] = [];
  for (const operand of asked.old) {
    const named = namedPartition(machine, resolveOperand(machine, operand));
    if (named.kind === 'refused') return named;
    old.push({ given: operand.given, partuuid: named.partuuid });
  }
  const whyNot = whyNotReplaced(set, registry, old);
  if (whyNot !== null) return refused(whyNot);

  const operands = asked.operands.length > 0 ? asked.operands : newMirrors(set, registry, old);
  const isKnown = (partuuid: string | null) =>
    registry?.members.some((one) => one.partuuid === partuuid) === true;
  const named = withEsps(access, set, operands, asked.removable, isKnown);
  if (named.kind === 'refused') return named;
  const replaced = old.map(({ partuuid }) => partuuid);
  const itself = named.members.find((member) => replaced.some((one) => one === member.partuuid));
  if (itself !== undefined) return refused(`${itself.path ?? itself.partuuid} cannot take its own place`);
  const isMember = ({ partuuid }: EspMember) => isKnown(partuuid);
  const joined = named.members.filter((member) => !isMember(member));
  const taken: EspMember[] = [];
  for (const member of joined) {
    const source = sources.get(member.kind);
    const fitness = await readFitness(access, source, registry?.set ?? null, member, asked['take-over']);
    if (fitness.kind === 'refused') return fitness;
    if (fitness.kind === 'another set') taken.push(member);
  }
  const leave = old.map(({ partuuid }) => ({ kind: kindOf(partuuid, set, registry), partuuid }));
  if (named.members.length === 0 && leave.some(({ partuuid }) => isMemberNow(partuuid, set, registry)))
    return refused('nothing was named that could take its place: esp-leave takes a member out');
  const others = set.filter(
    ({ partuuid }) =>
      !replaced.some((one) => one === partuuid) && !named.members.some((one) => one.partuuid === partuuid),
  );
  return {
    kind: 'joining',
    joined,
    taken,
    replaced,
    change: {
      found: registryMembers(others.filter(({ state }) => state !== 'missing')),
      join: registryMembers(named.members),
      leave,
    },
    set: [...others, ...named.members].map((member) =>
      member.role === 'mirror' && (named.members.includes(member) || isMember(member))
        ? { ...member, member_by: 'registry' }
        : member,
    ),
    warnings: named.warnings,
  };
}

/** The mirrors that were named; with an XBOOTLDR partition comes the ESP on its disk, as with an ESP its XBOOTLDR partition. */
function withEsps(
  { machine }: MemberAccess,
  set: readonly EspMember[],
  operands: readonly Operand[],
  removable: boolean,
  isKnown: (partuuid: string | null) => boolean,
): NamedMirrors | Refusal {
  const all = operands.map((operand) => resolveOperand(machine, operand));
  const named = namedMirrors(machine, set, all, { removable, force: false });
  const isEspBooted = set.some(({ role, kind }) => role === 'booted' && kind === 'esp');
  if (named.kind === 'refused' || !isEspBooted) return named;
  const beside = espsBeside(
    machine.devices,
    named.members.flatMap(({ path }) => path ?? []),
  );
  const esps = beside.present
    .filter(({ partuuid }) => !isKnown(partuuid))
    .map(({ path }): Operand => ({ kind: 'device', given: path, path }));
  const both =
    esps.length === 0 ? named : namedMirrors(machine, set, [...all, ...esps], { removable, force: false });
  if (both.kind === 'refused') return both;
  return { ...both, warnings: [...both.warnings, ...beside.warnings] };
}

async function readFitness(
  access: MemberAccess,
  source: MemberContent | undefined,
  set: string | null,
  member: EspMember,
  takesOver: boolean,
): Promise<Fitness> {
  const name = member.path ?? member.partuuid;
  if (member.state === 'missing') return refused(`${name} is missing: no device has this PARTUUID`);
  if (source === undefined)
    return refused(`${name} is of a kind (${member.kind}) of which nothing was booted`);
  return fitnessOf(source, set, await readMemberContent(access, member, 'plan'), takesOver);
}

/** The mirrors of a set that its registry does not have, missing ones among them: those that leave join no more. */
function newMirrors(
  set: readonly EspMember[],
  registry: Registry | null,
  old: readonly { readonly partuuid: Partuuid }[],
): readonly Operand[] {
  const known = [...(registry?.members ?? []), ...old];
  return registryMembers(set.filter(({ role }) => role === 'mirror'))
    .filter(({ partuuid }) => !known.some((one) => one.partuuid === partuuid))
    .map(({ partuuid }) => ({ kind: 'partuuid', given: `PARTUUID=${partuuid}`, partuuid }));
}

function kindOf(
  partuuid: Partuuid,
  set: readonly EspMember[],
  registry: Registry | null,
): RegistryMember['kind'] {
  const known = [...(registry?.members ?? []), ...(registry?.gone ?? []), ...set];
  return known.find((one) => one.partuuid === partuuid)?.kind ?? 'esp';
}

/** Whether a partition is a member now: the registry says so, and, where there is none, the set. */
function isMemberNow(partuuid: Partuuid, set: readonly EspMember[], registry: Registry | null): boolean {
  return (registry?.members ?? set).some((one) => one.partuuid === partuuid);
}

function registryMembers(members: readonly EspMember[]): readonly RegistryMember[] {
  return members.map((member) => ({ kind: member.kind, partuuid: partuuidOf(member) }));
}
