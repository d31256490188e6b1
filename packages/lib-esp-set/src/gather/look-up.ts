import { whyNoEfivars } from '@twinroot/lib-efivar';
import { readBooted, unknownBoot } from '@twinroot/lib-firmware';
import { type Machine, readMachine } from '@twinroot/lib-machine';
import type { EspMember } from '@twinroot/lib-record';
import { chooseSet } from '../decide/choose.ts';
import type { Question } from '../decide/question.ts';
import type { Origin } from '../decide/source.ts';
import { resolveOperand } from './resolve-operand.ts';
import { whyForeign } from './why-foreign.ts';

/** What one look at the machine gave. */
export type EspSetLook =
  | {
      readonly kind: 'set';
      /** The free space of each is left open. */
      readonly members: readonly EspMember[];
      readonly machine: Machine;
      readonly warnings: readonly string[];
    }
  | {
      readonly kind: 'none';
      readonly reason: string;
      /** It was found out that there is none; otherwise it cannot be found out. */
      readonly isAnswer: boolean;
      /** Variables or a device may still appear. */
      readonly mayChange: boolean;
      readonly warnings: readonly string[];
    };

/**
 * Looks at the machine: what was booted, or was named in its place, and its mirrors.
 *
 * @param sysroot where the machine is looked up
 * @throws {ToolError} ABORT, and what readMachine throws
 */
export async function lookUpEspSet(
  sysroot: string,
  question: Question,
  signal: AbortSignal,
): Promise<EspSetLook> {
  const found = findOrigin(sysroot, question);
  if (found.kind === 'none') return found;
  const machine = await readMachine(sysroot, signal);
  const operands = question.operands.map((operand) => resolveOperand(machine, operand));
  const { origin } = found;
  const choice = chooseSet(
    machine,
    origin.kind === 'booted' ? origin : { ...origin, operand: resolveOperand(machine, origin.operand) },
    { ...question, operands },
    whyForeign(machine),
  );
  if (choice.kind !== 'set') {
    const mayChange = choice.kind === 'absent';
    return { kind: 'none', reason: choice.reason, isAnswer: false, mayChange, warnings: [] };
  }
  const { members, warnings } = choice;
  return { kind: 'set', members, machine, warnings: [...found.warnings, ...warnings] };
}

/** What is mirrored: the source that was named, for which no variable is read, or what was booted. */
function findOrigin(
  sysroot: string,
  { source }: Question,
): Extract<EspSetLook, { kind: 'none' }> | { kind: 'origin'; origin: Origin; warnings: readonly string[] } {
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
