import { type Context, type ExitStatus, exitStatus, failed, no, wrong } from '@twinroot/lib-command';
import {
  lookUpEspSet,
  lookUpRegistry,
  type NoLook,
  type Question,
  questionOf,
  whyNotOwn,
} from '@twinroot/lib-esp-set';
import { readFree } from '@twinroot/lib-member';
import { type EspMember, espSetTable, registryTable } from '@twinroot/lib-record';
import { registryLines } from './decide/registry-lines.ts';
import { membersInFstab, parseRequired, whyTooFew } from './decide/required.ts';
import { whyMember } from './decide/why-member.ts';
import type { spec } from './spec.ts';

/** Writes the booted ESP and its mirrors, or its registry, as soon as the machine can tell. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { options, operands, message } = context;
  if (options.booted && options.mirrors) throw wrong('--booted and --mirrors cannot be used together');
  const question = questionOf(options, operands);
  if (question.kind === 'refused') throw wrong(question.reason);
  const required = parseRequired(options.require);
  if (required.kind === 'refused') throw wrong(required.reason);
  if (options.registry) {
    if (options.booted || options.mirrors || options.require !== undefined || operands.length > 0)
      throw wrong('--registry shows no members: it takes no MEMBER, and no --booted, --mirrors or --require');
    return showRegistry(context, question);
  }
  const asksMirrors = !options.booted || required.required !== 0;
  const { members, machine, leftPlaces } = await lookUntil(context, () =>
    lookUpEspSet(context.sysroot, { ...question, asksMirrors }, context.signal),
  );
  for (const member of members) message.debug(whyMember(member));
  const status = await report(context, members, machine.live);
  const lines = machine.fstab.filter(({ mountpoint }) => !leftPlaces.includes(mountpoint));
  const number = required.required === 'fstab' ? membersInFstab(lines, question.isWanted) : required.required;
  const why = whyTooFew(members, number);
  if (why !== null) throw failed(why);
  return status;
}

/** Looks until there is a source, as long as one may still appear. */
async function lookUntil<Found extends { readonly kind: string; readonly warnings: readonly string[] }>(
  { options, signal, message }: Context<typeof spec>,
  look: () => Promise<Found | NoLook>,
): Promise<Found> {
  // Not `performance`, which loads a module first.
  const deadline = process.uptime() + (options.wait ?? 0);
  for (;;) {
    const isLast = process.uptime() >= deadline;
    const found = await look();
    if (!isNoLook(found) || !found.mayChange || isLast) {
      for (const warning of found.warnings) message.warning(warning);
      if (!isNoLook(found)) return found;
      throw found.isAnswer ? no(found.reason) : failed(found.reason);
    }
    // Variables and devices appear without anything that could be waited for in all the places where this runs.
    const { setTimeout } = await import('node:timers/promises');
    await setTimeout(100, undefined, { signal });
  }
}

function isNoLook(look: { readonly kind: string }): look is NoLook {
  return look.kind === 'none';
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

async function showRegistry(context: Context<typeof spec>, question: Question): Promise<ExitStatus> {
  const { found } = await lookUntil(context, () => lookUpRegistry(context.sysroot, question, context.signal));
  if (found.kind === 'none') throw no(found.why);
  if (found.kind === 'unusable') throw failed(found.why);
  if (!found.isOwn) context.message.warning(whyNotOwn(found.name));
  await context.writeGroup(registryTable, registryLines(found.registry));
  return exitStatus.done;
}
