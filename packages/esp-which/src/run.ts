import { type Context, type ExitStatus, exitStatus, failed, no, wrong } from '@twinroot/lib-command';
import { whyNoEfivars } from '@twinroot/lib-efivar';
import { readBooted, unknownBoot } from '@twinroot/lib-firmware';
import { readMachine } from '@twinroot/lib-machine';
import { readFree } from '@twinroot/lib-member';
import { type EspMember, espSetTable } from '@twinroot/lib-record';
import { chooseSet } from './decide/choose.ts';
import { type Question, questionOf } from './decide/question.ts';
import { membersInFstab, parseRequired, whyTooFew } from './decide/required.ts';
import type { Origin } from './decide/source.ts';
import { whyMember } from './decide/why-member.ts';
import { resolveOperand } from './gather/resolve-operand.ts';
import { whyForeign } from './gather/why-foreign.ts';
import type { spec } from './spec.ts';

/** What one look at the machine gave. */
type Look =
  | {
      readonly kind: 'set';
      readonly members: readonly EspMember[];
      readonly live: boolean;
      /** How many members fstab names. */
      readonly inFstab: number;
      readonly warnings: readonly string[];
    }
  | {
      readonly kind: 'none';
      readonly error: Error;
      /** Variables or a device may still appear. */
      readonly mayChange: boolean;
      readonly warnings: readonly string[];
    };

/** Writes the booted ESP and its mirrors, as soon as the machine can tell. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { options, operands, message } = context;
  if (options.booted && options.mirrors) throw wrong('--booted and --mirrors cannot be used together');
  const question = questionOf(options, operands);
  if (question.kind === 'refused') throw wrong(question.reason);
  const required = parseRequired(options.require);
  if (required.kind === 'refused') throw wrong(required.reason);
  const found = await lookUntil(context, question);
  for (const warning of found.warnings) message.warning(warning);
  if (found.kind === 'none') throw found.error;
  for (const member of found.members) message.debug(whyMember(member));
  const status = await report(context, found.members, found.live);
  const number = required.required === 'fstab' ? found.inFstab : required.required;
  const why = whyTooFew(found.members, number);
  if (why !== null) throw failed(why);
  return status;
}

async function lookUntil(context: Context<typeof spec>, question: Question): Promise<Look> {
  // Not `performance`, which loads a module first.
  const deadline = process.uptime() + (context.options.wait ?? 0);
  for (;;) {
    const isLast = process.uptime() >= deadline;
    const found = await look(context, question);
    if (found.kind === 'set' || !found.mayChange || isLast) return found;
    // Variables and devices appear without anything that could be waited for in all the places where this runs.
    const { setTimeout } = await import('node:timers/promises');
    await setTimeout(100, undefined, { signal: context.signal });
  }
}

async function look(context: Context<typeof spec>, question: Question): Promise<Look> {
  const { sysroot, signal } = context;
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
  if (choice.kind !== 'set')
    return { kind: 'none', error: failed(choice.reason), mayChange: choice.kind === 'absent', warnings: [] };
  const { members, warnings } = choice;
  return {
    kind: 'set',
    members,
    live: machine.live,
    inFstab: membersInFstab(machine.fstab, question.isWanted),
    warnings: [...found.warnings, ...warnings],
  };
}

/** What is mirrored: the source that was named, for which no variable is read, or what was booted. */
function findOrigin(
  sysroot: string,
  { source }: Question,
): Extract<Look, { kind: 'none' }> | { kind: 'origin'; origin: Origin; warnings: readonly string[] } {
  if (source !== null) return { kind: 'origin', origin: { kind: 'named', operand: source }, warnings: [] };
  // Looked for before they are read: variables that are mounted in between are found at the next look.
  const missing = whyNoEfivars(sysroot);
  const booted = readBooted(sysroot);
  const { warnings } = booted;
  if (booted.kind === 'known') {
    const { partuuid, evidence } = booted;
    return { kind: 'origin', origin: { kind: 'booted', partuuid, evidence }, warnings };
  }
  const { reason, isAnswer, mayChange } = unknownBoot(booted, missing);
  return { kind: 'none', error: isAnswer ? no(reason) : failed(reason), mayChange, warnings };
}

async function report(
  context: Context<typeof spec>,
  members: readonly EspMember[],
  live: boolean,
): Promise<ExitStatus> {
  const { options, sysroot, message } = context;
  const role = options.booted ? 'booted' : options.mirrors ? 'mirror' : null;
  const wanted = members.filter((member) => role === null || member.role === role);
  if (wanted.length === 0) throw no('the booted ESP has no mirror');
  const found = live ? await Promise.all(wanted.map((member) => readFree(sysroot, member))) : [];
  for (const { warning } of found) if (warning !== null) message.warning(warning);
  await context.writeGroup(
    espSetTable,
    wanted.map((member, index) => ({ ...member, free: found[index]?.free ?? null })),
  );
  return exitStatus.done;
}
