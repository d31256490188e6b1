import { type OpenTop, takeLeftRoots } from '@twinroot/lib-generation';
import type { NewContext } from '../new-context.ts';
import { leftovers, takeAway } from './make-generation.ts';

/**
 * Takes away what a run that was killed has left.
 *
 * @throws {ToolError} with what btrfs(8) said
 * @throws {NodeJS.ErrnoException} EACCES, EROFS
 */
export async function takeLeftovers({ sysroot, message }: NewContext, { path }: OpenTop): Promise<void> {
  const left = leftovers(path);
  for (const directory of left) message.info(`${directory} was left by a run that was cut: it is taken away`);
  await takeAway(path, left);
  takeLeftRoots(sysroot, 'gen-new');
}
