import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path/posix';
import { CommandError, type ExitStatus, exitStatus } from '@twinroot/lib-command';
import { acquireLock } from '@twinroot/lib-durable';
import type { IdMap } from '@twinroot/lib-idmap';
import { readableText } from '@twinroot/lib-lines';
import type { DeviceMount } from '@twinroot/lib-mount';
import { carryOutStep } from './act/carry-out-step.ts';
import { openVolumes } from './act/open-volumes.ts';
import { withMounts } from './act/with-mounts.ts';
import type { CloneContext } from './clone-context.ts';
import { mountsAfter, peerMounts } from './decide/peer-mounts.ts';
import { faultOfRules } from './decide/rewrite-texts.ts';
import { parseSource, type Source } from './decide/source.ts';
import { type Step, stepRecord, wordsOf } from './decide/step.ts';
import type { StepResult } from './decide/step-result.ts';
import { volumesBelow } from './decide/volumes.ts';
import { readIds } from './gather/read-ids.ts';
import { type ReadSource, readSource } from './gather/read-source.ts';
import { type Machine, readMachine } from './gather/writable-machine.ts';
import { clonePlanTable } from './plan-table.ts';
import { prepare, type Task } from './prepare.ts';
import { type CloneOutcome, cloneReportTable } from './report-table.ts';

/** Clones a root: looks at everything, refuses or plans, and walks the plan. */
export async function run(call: CloneContext): Promise<ExitStatus> {
  const ids = await readIds(call);
  const { source, to } = places(call);
  const machine = await readMachine(call);
  const due = call.options.mount ? await mountsDue(call, { source, to, ids, machine }) : [];
  const mounts = mountsAfter(machine.mounts, machine.devices, due);
  const { volumes } = volumesBelow(mounts, machine.devices, to);
  const imageVolumes = call.options['rebuild-uki'] ? volumes.filter(({ isBoot }) => isBoot) : [];
  const read = await readSource(
    call,
    source,
    ['/', ...volumes.map(({ path }) => path)],
    imageVolumes.map(({ path }) => path),
  );
  try {
    if (call.dryRun) {
      const task = await prepare(call, { source, to, ids, read, due, machine: { ...machine, mounts } });
      await call.writeGroup(
        clonePlanTable,
        task.steps.map((step) => stepRecord(step, to)),
      );
      return exitStatus.done;
    }
    return await withMounts(call, due, async () => {
      const task = await prepare(call, { source, to, ids, read, due, machine: await readMachine(call) });
      return carryOut(call, task, to, read);
    });
  } finally {
    read.close();
  }
}

function places({ options, sysroot }: CloneContext): { readonly source: Source; readonly to: string } {
  const agent = process.env['SSH_AUTH_SOCK'];
  const source = parseSource(options.from, agent);
  if (source === null) throw wrong(`--from ${options.from} is neither an absolute path nor HOST:DIR`);
  if (options.hostname !== undefined && !options.template) throw wrong('--hostname requires --template');
  if (options.hostname !== undefined && !/^[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?$/i.test(options.hostname))
    throw wrong(`--hostname ${options.hostname} is not a host name`);
  const fault = faultOfRules(options['add-peer'], options['title-prefix']);
  if (fault !== null) throw wrong(readableText(fault));
  if (options.exclude.includes('')) throw wrong('--exclude: an empty pattern matches nothing');
  const to = options.to && parseSource(options.to);
  if (to === undefined || to === '')
    throw wrong('--to DIR is required: where the file systems of the other disk are mounted');
  if (to === null || to.kind === 'remote') throw wrong(`--to ${options.to} is not an absolute path`);
  return { source: realSource(source, sysroot), to: realPath(to.root, sysroot) };
}

function realSource(source: Source, sysroot: string): Source {
  return source.kind === 'remote' ? source : { ...source, root: realPath(source.root, sysroot) };
}

/** Without symlinks, as the table of mounts has it. */
function realPath(path: string, sysroot: string): string {
  const whole = join(sysroot, path);
  if (!existsSync(whole)) return path;
  const base = sysroot === '/' ? '' : realpathSync(sysroot);
  const real = realpathSync(whole);
  return real === base ? '/' : real.startsWith(`${base}/`) ? real.slice(base.length) : path;
}

async function mountsDue(
  call: CloneContext,
  given: {
    readonly source: Source;
    readonly to: string;
    readonly ids: IdMap;
    readonly machine: Machine;
  },
): Promise<readonly DeviceMount[]> {
  const { source, to, ids, machine } = given;
  if (to === '/') throw wrong('the alternate root cannot be / itself');
  const root = source.kind === 'local' ? source.root : null;
  const read = await readSource(call, source, ['/']);
  read.close();
  const fstab = read.texts.find(({ kind }) => kind === 'fstab')?.text ?? '';
  const due = peerMounts({ ...machine, ids, to, root, fstab });
  for (const { device, target } of due) call.message.debug(`${device} would be mounted at ${target}`);
  return due;
}

async function carryOut(call: CloneContext, task: Task, to: string, read: ReadSource): Promise<ExitStatus> {
  const { steps, volumes, ids, hasEntries } = task;
  const open = await openVolumes(volumes, call.sysroot);
  const outcomes: CloneOutcome[] = [];
  let isWhole = true;
  try {
    const lock = await acquireLock(open.path('/'), { waitSeconds: call.options.wait, signal: call.signal });
    try {
      const place = { volumes, open, ids, copies: read.copies, hasEntries, held: [lock.file] };
      for (const step of steps) {
        call.signal.throwIfAborted();
        const outcome = await outcomeOf(call, step, to, () => carryOutStep(call, step, place));
        outcomes.push(outcome);
        say(call, outcome);
        isWhole = outcome.state !== 'failed';
        if (!isWhole) break;
      }
    } finally {
      await lock.release();
    }
  } finally {
    await open.close();
  }
  await call.writeGroup(cloneReportTable, outcomes);
  return isWhole ? exitStatus.done : exitStatus.failed;
}

/** A step that fails is told like any other, with those that went before it. */
async function outcomeOf(
  { signal }: CloneContext,
  step: Step,
  to: string,
  act: () => Promise<StepResult>,
): Promise<CloneOutcome> {
  const started = performance.now();
  let done: StepResult;
  try {
    done = await act();
  } catch (error) {
    signal.throwIfAborted();
    done = { state: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
  const { state, files_copied = null, bytes_copied = null, files_deleted = null, why = null } = done;
  const seconds = Math.round(performance.now() - started) / 1000;
  const [target] = wordsOf(step, to);
  return { step: step.kind, target, state, files_copied, bytes_copied, files_deleted, seconds, why };
}

function say({ message }: CloneContext, { step, target, state, why }: CloneOutcome): void {
  if (why === null) return;
  if (state === 'failed') message.error(`${step} of ${target}: ${why}`);
  else message.warning(`${step} of ${target}: ${why}`);
}

function wrong(text: string): CommandError {
  return new CommandError(exitStatus.wrong, text);
}
