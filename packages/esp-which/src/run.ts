import { type Context, type ExitStatus, exitStatus, failed, no, wrong } from '@twinroot/lib-command';
import { type EspSetLook, lookUpEspSet, type Question, questionOf } from '@twinroot/lib-esp-set';
import { readFree } from '@twinroot/lib-member';
import { type EspMember, espSetTable } from '@twinroot/lib-record';
import { membersInFstab, parseRequired, whyTooFew } from './decide/required.ts';
import { whyMember } from './decide/why-member.ts';
import type { spec } from './spec.ts';

/** Writes the booted ESP and its mirrors, as soon as the machine can tell. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { options, operands, message } = context;
  if (options.booted && options.mirrors) throw wrong('--booted and --mirrors cannot be used together');
  const question = questionOf(options, operands);
  if (question.kind === 'refused') throw wrong(question.reason);
  const required = parseRequired(options.require);
  if (required.kind === 'refused') throw wrong(required.reason);
  const asksMirrors = !options.booted || required.required !== 0;
  const found = await lookUntil(context, { ...question, asksMirrors });
  for (const warning of found.warnings) message.warning(warning);
  if (found.kind === 'none') throw found.isAnswer ? no(found.reason) : failed(found.reason);
  const { members, machine } = found;
  for (const member of members) message.debug(whyMember(member));
  const status = await report(context, members, machine.live);
  const number =
    required.required === 'fstab' ? membersInFstab(machine.fstab, question.isWanted) : required.required;
  const why = whyTooFew(members, number);
  if (why !== null) throw failed(why);
  return status;
}

async function lookUntil(context: Context<typeof spec>, question: Question): Promise<EspSetLook> {
  // Not `performance`, which loads a module first.
  const deadline = process.uptime() + (context.options.wait ?? 0);
  for (;;) {
    const isLast = process.uptime() >= deadline;
    const found = await lookUpEspSet(context.sysroot, question, context.signal);
    if (found.kind === 'set' || !found.mayChange || isLast) return found;
    // Variables and devices appear without anything that could be waited for in all the places where this runs.
    const { setTimeout } = await import('node:timers/promises');
    await setTimeout(100, undefined, { signal: context.signal });
  }
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
