import { join } from 'node:path';
import { failed } from '@twinroot/lib-command';
import { failureText } from '@twinroot/lib-failure';
import { bindMount, mountDevice, unmount } from '@twinroot/lib-mount';
import { mountAt, readMountTable } from '@twinroot/lib-mountinfo';
import type { BindStep, MountStep } from '../decide/bind-step.ts';

/**
 * Walks the steps; when one fails, takes those before it back.
 *
 * @param warn is called with one sentence for each step that could not be taken back
 * @throws {CommandError} what failed, with its cause
 */
export async function walkSteps(
  sysroot: string,
  steps: readonly BindStep[],
  warn: (text: string) => void,
): Promise<void> {
  const done: BindStep[] = [];
  for (const step of steps) {
    try {
      if (step.operation === 'unmount') await unmount(join(sysroot, step.target));
      else await makeMount(sysroot, step);
    } catch (cause) {
      const left = await takeBack(sysroot, done.reverse());
      for (const what of left) warn(what);
      const what = step.operation === 'unmount' ? 'unmount' : `mount ${step.source} on`;
      const before = left.length > 0 ? '' : done.length > 0 ? '; the steps before it were undone' : '';
      throw failed(`cannot ${what} ${step.target}${before}`, { cause });
    }
    done.push(step);
  }
}

/** Makes a mount and looks whether it is the right one. */
async function makeMount(sysroot: string, step: MountStep): Promise<void> {
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
async function takeBack(sysroot: string, done: readonly BindStep[]): Promise<readonly string[]> {
  const left: string[] = [];
  for (const step of done) {
    try {
      if (step.operation !== 'unmount') await unmount(join(sysroot, step.target));
      else if (step.undo) await makeMount(sysroot, step.undo);
      else left.push(`what was on ${step.target} (${step.source}) was unmounted and cannot be mounted again`);
    } catch (error) {
      left.push(`cannot undo the changes to ${step.target}: ${failureText(error)}`);
    }
  }
  return left;
}
