import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFreeSpace } from '@twinroot/lib-machine';
import { runRsync } from '@twinroot/lib-rsync';
import type { CloneContext } from '../clone-context.ts';
import type { BootState, SizedFile } from '../decide/boot-room.ts';
import { bootablesOf, type EntryText } from '../decide/kernels.ts';
import type { Step } from '../decide/step.ts';
import { filesBelow } from './files-below.ts';

type Copy = Extract<Step, { kind: 'copy' | 'prune' }>;

/**
 * What is on the boot volumes of the clone, and what the steps will make of them: rsync says what it would copy and delete. The
 * root is none of them: kernels that are there have all its room.
 *
 * @throws {ToolError} when rsync could not be started, or was told to end
 * @throws {NodeJS.ErrnoException} EIO, EACCES
 */
export async function bootStates(
  context: CloneContext,
  steps: readonly Step[],
  presentTexts: readonly string[],
): Promise<readonly BootState[]> {
  const states: BootState[] = [];
  for (const step of steps) {
    if (step.kind !== 'copy' || !step.volume.isBoot || step.volume.path === '/' || step.into !== undefined)
      continue;
    states.push(await stateOf(context, step, steps, presentTexts));
  }
  return states;
}

async function stateOf(
  context: CloneContext,
  step: Copy,
  steps: readonly Step[],
  presentTexts: readonly string[],
): Promise<BootState> {
  const { volume } = step;
  const place = join(context.sysroot, volume.mountpoint);
  const { free, cluster } = await readFreeSpace(place);
  const taken = (bytes: number) => Math.ceil(bytes / cluster) * cluster;
  const sizeAt = (path: string) => taken(lstatSync(join(place, path), { throwIfNoEntry: false })?.size ?? 0);
  const copies: (SizedFile & { present: number })[] = [];
  const stale: SizedFile[] = [];
  const words = ['--dry-run', '--delete', ...step.options, '--', step.from, `${place}/`];
  await runRsync({
    words: ['rsync', words],
    files: [],
    signal: context.signal,
    onChange: ({ operation, type, bytes, path }) => {
      if (operation === 'copy' && type === 'file')
        copies.push({ path: join(volume.path, path), bytes: taken(bytes ?? 0), present: sizeAt(path) });
      else if (operation === 'delete' && !path.endsWith('/'))
        stale.push({ path: join(volume.path, path), bytes: sizeAt(path) });
    },
  });
  const files = filesBelow(place).map((path) => join(volume.path, path));
  const isHere = (path: string) => path.startsWith(`${volume.path}/`);
  const entries = presentTexts
    .filter((path) => isHere(path) && path.endsWith('.conf'))
    .map(
      (path): EntryText => ({
        path,
        text: readFileSync(join(place, path.slice(volume.path.length)), 'latin1'),
      }),
    );
  const written = steps.flatMap((each): EntryText[] =>
    each.kind === 'write' && !each.ofSource && isHere(each.path)
      ? [{ path: each.path, text: each.text }]
      : [],
  );
  const gone = new Set(stale.map(({ path }) => path));
  const after = [...new Set([...files.filter((path) => !gone.has(path)), ...copies.map(({ path }) => path)])];
  return {
    volume,
    free,
    copies,
    stale,
    bootable: bootablesOf(volume.path, entries, files),
    next: bootablesOf(volume.path, written, after),
  };
}
