import { type Context, wrong } from '@twinroot/lib-command';
import { openDirectory, withOpenDirectories } from '@twinroot/lib-member';
import { anyIdentity, readIdentity } from '@twinroot/lib-seal';
import type { SourceResult } from '../decide/outcome.ts';
import { wishesOf } from '../decide/wishes.ts';
import { realDirectories } from '../gather/real-directories.ts';
import type { spec } from '../spec.ts';

/** Mirrors a plain directory to others. Each of them is locked itself, so nothing is left behind. */
export async function mirrorDirectories(
  context: Context<typeof spec>,
  from: string,
  to: readonly string[],
): Promise<readonly SourceResult[]> {
  const { dryRun, options, signal, sysroot } = context;
  if (to.length === 0) throw wrong('--from requires --to');
  const [source, ...mirrors] = realDirectories([from, ...to]);
  // Loaded while the locks are acquired, which takes other processes.
  const loading = import('./fan-out.ts');
  const wait = dryRun ? null : { waitSeconds: options.wait, signal };
  return withOpenDirectories(mirrors, wait, async (each) => {
    const { mirrorToAll } = await loading;
    // A tree that is staged here may be any machine's, unless this one's part is asked for.
    const identity = options.scope === 'machine' ? readIdentity(sysroot) : anyIdentity;
    const open = await openDirectory(source?.path ?? from);
    try {
      return [await mirrorToAll(context, open, each, wishesOf(options, identity, process.arch))];
    } finally {
      await open.close();
    }
  });
}
