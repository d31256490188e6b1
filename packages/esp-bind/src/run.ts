import { lstat, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { readBlockDevices } from '@twinroot/lib-blockdev';
import { CommandError, type Context, exitStatus, type Run } from '@twinroot/lib-command';
import { bindMount, mountDevice, unmount } from '@twinroot/lib-mount';
import { type Mount, mountAt, readMountTable } from '@twinroot/lib-mountinfo';
import { type EspMember, espSetTable, toEspMembers } from '@twinroot/lib-record';
import { normalTarget, type Placement, placements } from './place.ts';
import { type DirectoryFact, type Facts, planBinding } from './plan.ts';
import { bindPlanTable } from './plan-table.ts';
import { membersAfter } from './set-after.ts';
import type { spec } from './spec.ts';
import { type MountStep, type Step, toOperation } from './step.ts';

/** Puts the booted members of each set on their mount points. */
export const run: Run<typeof spec> = async (context) => {
  const [operand = '/boot'] = context.operands;
  const target = normalTarget(operand);
  if (target === null) {
    throw new CommandError(
      exitStatus.wrong,
      `${operand} is not a valid mount point: expected an absolute path without '..'`,
    );
  }
  for await (const records of context.readGroups(espSetTable)) {
    await bindSet(context, toEspMembers(records), target);
  }
  return exitStatus.done;
};

async function bindSet(
  context: Context<typeof spec>,
  members: readonly EspMember[],
  target: string,
): Promise<void> {
  const { sysroot, dryRun, message, options } = context;
  const placed = placements(members, target);
  if (placed === null) {
    throw new CommandError(
      exitStatus.wrong,
      `${target} and /efi cannot both be mount points of this set: choose another target`,
    );
  }
  const { facts, live } = await gather(sysroot, placed, context.signal);
  if (!live && !dryRun) {
    const why = `the machine below ${sysroot} is not running, so nothing can be mounted there: use --dry-run`;
    throw new CommandError(exitStatus.failed, why);
  }
  const decision = planBinding(placed, facts, { replace: options.replace });
  if (decision.kind === 'refusal') throw new CommandError(exitStatus.failed, decision.why);
  if (dryRun) return context.writeGroup(bindPlanTable, decision.steps.map(toOperation));

  context.signal.throwIfAborted();
  await perform(context, decision.steps);
  const after =
    decision.steps.length === 0 ? facts : { ...facts, mounts: (await readMountTable(sysroot)).mounts };
  for (const { member, target: place } of placed) message.debug(`${member.partuuid} is on ${place}`);
  await context.writeGroup(espSetTable, await withFree(sysroot, membersAfter(members, placed, after)));
}

async function gather(
  sysroot: string,
  placed: readonly Placement[],
  signal: AbortSignal,
): Promise<{ facts: Facts; live: boolean }> {
  const { mounts, live } = await readMountTable(sysroot);
  const devices = await readBlockDevices(sysroot, live, signal);
  const directories = new Map<string, DirectoryFact>();
  for (const { target } of placed) {
    const fact = await lookAt(sysroot, mounts, target);
    // A captured machine need not have its empty directories.
    directories.set(target, fact.state === 'missing' && !live ? { state: 'unknown' } : fact);
  }
  return { facts: { mounts, devices, directories }, live };
}

/** Looks at a mount point and the way there. What is a mount is not touched: it may be an automount. */
async function lookAt(sysroot: string, mounts: readonly Mount[], target: string): Promise<DirectoryFact> {
  const names = target.slice(1).split('/');
  for (const [index] of names.entries()) {
    const path = `/${names.slice(0, index + 1).join('/')}`;
    if (mountAt(mounts, path)) continue;
    const found = await lstat(join(sysroot, path)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
    if (found === null) return { state: 'missing' };
    if (found.isSymbolicLink()) return { state: 'symlink', path };
    if (!found.isDirectory()) return { state: 'no directory', path };
  }
  if (mountAt(mounts, target)) return { state: 'covered' };
  const inside = await readdir(join(sysroot, target));
  return inside.length === 0 ? { state: 'empty' } : { state: 'filled', names: inside.sort() };
}

/** Walks the steps; when one fails, takes those before it back. */
async function perform({ sysroot, message }: Context<typeof spec>, steps: readonly Step[]): Promise<void> {
  const done: Step[] = [];
  for (const step of steps) {
    try {
      if (step.operation === 'unmount') await unmount(join(sysroot, step.target));
      else await mountStep(sysroot, step);
    } catch (cause) {
      const left = await takeBack(sysroot, done.reverse());
      for (const what of left) message.error(what);
      const what = step.operation === 'unmount' ? 'unmount' : `mount ${step.source} on`;
      const before = left.length > 0 ? '' : done.length > 0 ? '; the steps before it were undone' : '';
      throw new CommandError(exitStatus.failed, `cannot ${what} ${step.target}${before}`, { cause });
    }
    done.push(step);
  }
}

/** Makes a mount and looks whether it is the right one. */
async function mountStep(sysroot: string, step: MountStep): Promise<void> {
  const target = join(sysroot, step.target);
  if (step.operation === 'bind') await bindMount(join(sysroot, step.source), target);
  else await mountDevice({ device: step.source, target, fstype: step.fstype, options: step.options });
  const { mounts } = await readMountTable(sysroot);
  const there = mountAt(mounts, step.target);
  if (there?.majmin === step.majmin && there.root === step.root) return;
  if (there) await unmount(target);
  const what = there ? `${there.root} of device ${there.majmin}` : 'nothing';
  throw new Error(`${what} is on ${step.target} now, but device ${step.majmin} was expected`);
}

/** Takes steps back, the last first; gives one sentence for each that it could not. */
async function takeBack(sysroot: string, done: readonly Step[]): Promise<readonly string[]> {
  const left: string[] = [];
  for (const step of done) {
    try {
      if (step.operation !== 'unmount') await unmount(join(sysroot, step.target));
      else if (step.undo) await mountStep(sysroot, step.undo);
      else left.push(`what was on ${step.target} (${step.source}) was unmounted and cannot be mounted again`);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      left.push(`cannot undo the changes to ${step.target}: ${why}`);
    }
  }
  return left;
}

/** Fills in the free bytes of members that were not mounted before. */
async function withFree(sysroot: string, members: readonly EspMember[]): Promise<readonly EspMember[]> {
  return Promise.all(
    members.map(async (member) => {
      if (member.mountpoint === null || member.free !== null || member.role !== 'booted') return member;
      const { bavail, bsize } = await statfs(join(sysroot, member.mountpoint));
      return { ...member, free: bavail * bsize };
    }),
  );
}
