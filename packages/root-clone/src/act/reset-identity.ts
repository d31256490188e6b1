import { lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path/posix';
import { runTool, ToolError } from '@twinroot/lib-tool';
import type { StepResult } from '../decide/step-result.ts';
import { machineIdIn, type OwnThing } from '../decide/template.ts';
import type { OpenVolumes } from './open-volumes.ts';
import { writeText } from './write-text.ts';

/** The machine id's file until the first boot (machine-id(5)). */
const uninitialized = 'uninitialized\n';

/**
 * Takes out of a clone what makes a machine itself, and makes it anew where nothing else would: ssh's host keys. A clone that
 * has been a machine of its own since keeps what it has.
 *
 * @param old the template's machine id; null when it has none
 * @param copies the template's texts, for owner and mode of the machine id
 */
export async function reset(
  open: OpenVolumes,
  { what, paths }: OwnThing,
  old: string | null,
  copies: string,
): Promise<StepResult> {
  if (isOwn(open, old)) return { state: 'same' };
  for (const pattern of paths) removeMatches(open, pattern);
  if (what === 'ssh host keys') return newHostKeys(open);
  if (what === 'machine id') {
    const like = `${copies}/etc/machine-id`;
    const path = open.path('/etc/machine-id');
    await writeText({ path, text: uninitialized, like, keepsTime: false, isFat: false });
  }
  return { state: 'done' };
}

/** Whether the clone has been given its own identity: its machine id is there, and is not the template's. */
function isOwn(open: OpenVolumes, old: string | null): boolean {
  const path = open.path('/etc/machine-id');
  if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return false;
  const text = readFileSync(path, 'latin1');
  const id = machineIdIn(text);
  return text === uninitialized || (id !== null && id !== old);
}

function removeMatches(open: OpenVolumes, pattern: string): void {
  const directory = dirname(pattern);
  const name = pattern.slice(directory.length + 1);
  const isIt = new RegExp(`^${name.split('*').map(literal).join('.*')}$`, 's');
  // Through a name below it, so that each directory on the way is looked at.
  const inside = dirname(open.path(`${directory}/x`));
  if (!lstatSync(inside, { throwIfNoEntry: false })?.isDirectory()) return;
  for (const found of readdirSync(inside))
    if (isIt.test(found)) rmSync(`${inside}/${found}`, { recursive: true });
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

/** The usual ones, below the clone's root (ssh-keygen(1), -A). */
async function newHostKeys(open: OpenVolumes): Promise<StepResult> {
  const directory = dirname(open.path('/etc/ssh/x'));
  if (!lstatSync(directory, { throwIfNoEntry: false })?.isDirectory()) return { state: 'done' };
  try {
    await runTool('ssh-keygen', ['-A', '-f', dirname(dirname(directory))]);
    return { state: 'done' };
  } catch (error) {
    if (!(error instanceof ToolError && error.code === 'ENOENT')) throw error;
    return {
      state: 'done',
      why: 'ssh-keygen is not installed: the clone must make new keys for sshd at its first boot',
    };
  }
}
