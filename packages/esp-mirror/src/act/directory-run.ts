import { type Context, wrong } from '@twinroot/lib-command';
import { openDirectory, withOpenDirectories } from '@twinroot/lib-member';
import { anyIdentity, readIdentity } from '@twinroot/lib-seal';
import { excluder } from '../decide/exclude.ts';
import type { SourceResult } from '../decide/outcome.ts';
import { wishesOf } from '../decide/wishes.ts';
import { type RealDirectory, realDirectories } from '../gather/real-directories.ts';
import { hasSameBytes } from '../gather/same-bytes.ts';
import type { spec } from '../spec.ts';
import { lookFirst, type MirrorContext } from './look-first.ts';

/** Mirrors a plain directory to others. Each of them is locked itself, so nothing is left behind. */
export async function mirrorDirectories(
  context: Context<typeof spec>,
  from: string,
  to: readonly string[],
): Promise<readonly SourceResult[]> {
  if (to.length === 0) throw wrong('--from requires --to');
  const [source = { name: from, path: from }, ...mirrors] = realDirectories([from, ...to]);
  const run = (as: MirrorContext) => mirrorTo(as, source, mirrors);
  if (context.dryRun) return run(context);
  const { options, signal } = context;
  const looked = await lookFirst({ ...context, options: { ...options, checksum: false } }, run);
  if (looked === null) return run(context);
  if (!options.checksum) return looked;
  // Where sizes and times are the same, it is cheaper to compare bytes than to digest them.
  const roots = mirrors.map(({ path }) => path);
  const isSame = await hasSameBytes(source.path, roots, excluder(options.exclude), signal);
  return isSame ? looked : run(context);
}

async function mirrorTo(
  context: MirrorContext,
  source: RealDirectory,
  mirrors: readonly RealDirectory[],
): Promise<readonly SourceResult[]> {
  const { dryRun, options, signal, sysroot } = context;
  // Loaded while the locks are acquired, which takes other processes.
  const loading = import('./fan-out.ts');
  const wait = dryRun ? null : { waitSeconds: options.wait, signal };
  return withOpenDirectories(mirrors, wait, async (each) => {
    const { mirrorToAll } = await loading;
    // A tree that is staged here may be any machine's, unless this one's part is asked for.
    const identity = options.scope === 'machine' ? readIdentity(sysroot) : anyIdentity;
    const open = await openDirectory(source.path);
    try {
      return [await mirrorToAll(context, open, each, wishesOf(options, identity, process.arch))];
    } finally {
      await open.close();
    }
  });
}
