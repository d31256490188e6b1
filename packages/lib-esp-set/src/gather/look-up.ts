import { whyNoEfivars } from '@twinroot/lib-efivar';
import { readBooted, unknownBoot } from '@twinroot/lib-firmware';
import { type Machine, readMachine } from '@twinroot/lib-machine';
import type { EspMember } from '@twinroot/lib-record';
import { chooseSet } from '../decide/choose.ts';
import { fstabPlacesOf } from '../decide/named-partition.ts';
import type { Question } from '../decide/question.ts';
import { whyMedium } from '../decide/removable-source.ts';
import { type Origin, type Source, sourceOf } from '../decide/source.ts';
import { registryPlaces } from '../decide/source-partitions.ts';
import { listedBy, type SourceRegistry } from '../decide/source-registry.ts';
import { resolveOperand } from './resolve-operand.ts';
import { whyForeign } from './why-foreign.ts';

/** What one look at the machine gave. */
export type EspSetLook =
  | {
      readonly kind: 'set';
      /** The free space of each is left open. */
      readonly members: readonly EspMember[];
      readonly machine: Machine;
      /** Where fstab has partitions that left the set, and that nobody named: as mount points. */
      readonly leftPlaces: readonly string[];
      /** Why what was booted is not the machine's, a clause; null where a source was named, or nothing says so. */
      readonly foreign: string | null;
      readonly warnings: readonly string[];
    }
  | NoLook;

/** There is no source. */
export interface NoLook {
  readonly kind: 'none';
  readonly reason: string;
  /** It was found out that there is none; otherwise it cannot be found out. */
  readonly isAnswer: boolean;
  /** Variables or a device may still appear. */
  readonly mayChange: boolean;
  readonly warnings: readonly string[];
}

/** What one look at the registry of the source gave. */
export type RegistryLook =
  | { readonly kind: 'source'; readonly found: SourceRegistry; readonly warnings: readonly string[] }
  | NoLook;

/**
 * Looks at the machine: what was booted, or was named in its place, and its mirrors. The registry of the source is read as well,
 * unless the question is not about mirrors.
 *
 * @param sysroot where the machine is looked up
 * @throws {ToolError} ABORT, and what readMachine throws
 */
export async function lookUpEspSet(
  sysroot: string,
  question: Question,
  signal: AbortSignal,
): Promise<EspSetLook> {
  const reading = question.asksMirrors ? import('./read-source-registry.ts') : null;
  const look = await lookUpSource(sysroot, question, signal);
  if (look.kind === 'none') return look;
  const { machine, source } = look;
  const operands = question.operands.map((operand) => resolveOperand(machine, operand));
  const registry =
    reading === null
      ? ({ kind: 'none', why: 'it is not asked for' } as const)
      : await (await reading).readSourceRegistry(machine, registryPlaces(machine, source), signal);
  const { listed, warning } = listedBy(registry);
  const system = whyForeign(machine);
  const choice = chooseSet(machine, source, { ...question, operands }, { foreign: system, listed });
  if (choice.kind !== 'set') return noLook(choice.reason, false);
  const { members, warnings } = choice;
  const found = warning === null ? [] : [warning];
  const leftPlaces = [...listed.left.keys()]
    .filter((left) => !members.some(({ partuuid }) => partuuid === left))
    .flatMap((left) => fstabPlacesOf(machine, left));
  const foreign = question.source === null ? (system ?? whyMedium(machine, members)) : null;
  return {
    kind: 'set',
    members,
    machine,
    leftPlaces,
    foreign,
    warnings: [...look.warnings, ...found, ...warnings],
  };
}

/**
 * Looks at the registry of what was booted, or was named in its place.
 *
 * @throws {ToolError} ABORT, and what readMachine throws
 */
export async function lookUpRegistry(
  sysroot: string,
  question: Pick<Question, 'source'>,
  signal: AbortSignal,
): Promise<RegistryLook> {
  const reading = import('./read-source-registry.ts');
  const look = await lookUpSource(sysroot, question, signal);
  if (look.kind === 'none') return look;
  const { machine, source, warnings } = look;
  const { readSourceRegistry } = await reading;
  const found = await readSourceRegistry(machine, registryPlaces(machine, source), signal);
  return { kind: 'source', found, warnings };
}

async function lookUpSource(
  sysroot: string,
  question: Pick<Question, 'source'>,
  signal: AbortSignal,
): Promise<NoLook | { kind: 'source'; machine: Machine; source: Source; warnings: readonly string[] }> {
  const found = findOrigin(sysroot, question);
  if (found.kind === 'none') return found;
  const machine = await readMachine(sysroot, signal);
  const { origin, warnings } = found;
  const source = sourceOf(
    machine,
    origin.kind === 'booted' ? origin : { ...origin, operand: resolveOperand(machine, origin.operand) },
  );
  if (source.kind !== 'source') return noLook(source.reason, source.kind === 'absent');
  return { kind: 'source', machine, source, warnings };
}

function noLook(reason: string, mayChange: boolean): NoLook {
  return { kind: 'none', reason, isAnswer: false, mayChange, warnings: [] };
}

/** What is mirrored: the source that was named, for which no variable is read, or what was booted. */
function findOrigin(
  sysroot: string,
  { source }: Pick<Question, 'source'>,
): NoLook | { kind: 'origin'; origin: Origin; warnings: readonly string[] } {
  if (source !== null) return { kind: 'origin', origin: { kind: 'named', operand: source }, warnings: [] };
  // Looked for before they are read: variables that are mounted in between are found at the next look.
  const missing = whyNoEfivars(sysroot);
  const booted = readBooted(sysroot);
  const { warnings } = booted;
  if (booted.kind === 'known') {
    const { partuuid, evidence } = booted;
    return { kind: 'origin', origin: { kind: 'booted', partuuid, evidence }, warnings };
  }
  return { kind: 'none', ...unknownBoot(booted, missing), warnings };
}
