import { failureText } from '@twinroot/lib-failure';
import type { InitrdMaker } from '../decide/initrd-maker.ts';
import { initrdRemark } from '../decide/initrds.ts';
import type { StepResult } from '../decide/step-result.ts';
import type { Volume } from '../decide/volumes.ts';
import { initrdsBelow } from '../gather/initrds-below.ts';
import type { InitrdReader } from '../gather/read-initrd.ts';
import type { OpenVolumes } from './open-volumes.ts';
import type { InitrdRebuilder } from './rebuild-initrd.ts';

/** How initrds are looked at. */
export interface InitrdCall {
  readonly read: InitrdReader;
  /** Makes anew those that name the first disk; null: they are only named. */
  readonly rebuilder: InitrdRebuilder | null;
  /** Hears of each that was made anew. */
  readonly onMade: (path: string, maker: InitrdMaker) => void;
  readonly signal: AbortSignal;
}

/**
 * Looks for old ids in the initrds of the clone: what an initrd has of its own (command lines, crypttab, the device to resume
 * from) is of the machine that it was made on, and waits for the first disk.
 *
 * @param directory of the clone, with all below it that is on the same volume
 * @throws {NodeJS.ErrnoException} EACCES, EIO
 */
export async function lookAtInitrds(
  directory: string,
  { open, volumes }: { readonly open: OpenVolumes; readonly volumes: readonly Volume[] },
  { read, rebuilder, onMade, signal }: InitrdCall,
): Promise<StepResult> {
  const named: string[] = [];
  const closed: string[] = [];
  let isMade = false;
  for (const path of initrdsBelow(directory, open.path(`${directory}/x`).slice(0, -2), volumes)) {
    const content = await read(open.path(path), signal);
    if (content.named.length === 0) {
      if (content.why !== null) closed.push(`${path} ${content.why}`);
      continue;
    }
    const names = `${path}: ${few(content.named).join(', ')}`;
    if (rebuilder === null) {
      named.push(names);
      continue;
    }
    try {
      onMade(path, await rebuilder.rebuild(path, content));
      isMade = true;
    } catch (error) {
      signal.throwIfAborted();
      named.push(`${names}; it cannot be rebuilt: ${failureText(error, open.names)}`);
    }
  }
  if (named.length > 0) return { state: 'failed', why: `${named.join('; ')}: ${initrdRemark}` };
  const state = isMade ? 'done' : 'same';
  if (closed.length > 0) return { state, why: `${closed.join('; ')}: if it has ids, ${initrdRemark}` };
  return { state };
}

/** A kernel has thousands of files that tell the same: a few are enough to see where it comes from. */
function few(all: readonly string[]): readonly string[] {
  return all.length > 3 ? [...all.slice(0, 3), `and ${all.length - 3} more`] : all;
}
