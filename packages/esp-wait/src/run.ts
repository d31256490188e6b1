import { type Context, type ExitStatus, exitStatus } from '@twinroot/lib-command';
import { type SetNow, setNow } from '@twinroot/lib-esp-set';
import { type Machine, readMachine } from '@twinroot/lib-machine';
import { readFree } from '@twinroot/lib-member';
import { type EspMember, espSetTable, toEspMembers } from '@twinroot/lib-record';
import type { spec } from './spec.ts';

/** Disks take seconds to appear, and without udev each look reads all of them. */
const secondsBetweenLooks = 0.5;

/** Writes each set when all of its members are there, or as it is when the time is over. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { message } = context;
  let isWhole = true;
  for await (const records of context.readGroups(espSetTable)) {
    const { machine, set } = await waitForSet(context, toEspMembers(records));
    for (const warning of set.warnings) message.warning(warning);
    for (const { partuuid } of set.missing)
      message.warning(`${partuuid} is missing: no device has this PARTUUID`);
    if (set.missing.length > 0) isWhole = false;
    await context.writeGroup(espSetTable, await withFree(context, machine, set.members));
  }
  return isWhole ? exitStatus.done : exitStatus.no;
}

/** One look finds all members, so they are waited for side by side. */
async function waitForSet(
  { sysroot, options, message, signal }: Context<typeof spec>,
  members: readonly EspMember[],
): Promise<{ readonly machine: Machine; readonly set: SetNow }> {
  // Not `performance`, which loads a module first.
  const deadline = process.uptime() + options.timeout;
  for (let isFirst = true; ; isFirst = false) {
    const left = deadline - process.uptime();
    const machine = await readMachine(sysroot, signal);
    const set = setNow(members, machine);
    if (set.missing.length === 0 || left <= 0) return { machine, set };
    if (isFirst) for (const { partuuid } of set.missing) message.info(`waiting for ${partuuid}`);
    const { setTimeout } = await import('node:timers/promises');
    await setTimeout(1000 * Math.min(secondsBetweenLooks, left), undefined, { signal });
  }
}

async function withFree(
  { sysroot, message }: Context<typeof spec>,
  { live }: Machine,
  members: readonly EspMember[],
): Promise<readonly EspMember[]> {
  if (!live) return members;
  const found = await Promise.all(members.map((member) => readFree(sysroot, member)));
  for (const { warning } of found) if (warning !== null) message.warning(warning);
  return members.map((member, index) => ({ ...member, free: found[index]?.free ?? null }));
}
