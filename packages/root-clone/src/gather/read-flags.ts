import { runTool, ToolError } from '@twinroot/lib-tool';
import { addFlags, type LostFlags } from '../decide/lost-flags.ts';

/** Arguments of one call; a path has at most 4096 bytes, and all of them two megabytes (execve(2)). */
const batch = 400;

/**
 * The flags of files that no copy brings. Nothing is known of files that are gone by now, that have no flags, or without lsattr(1).
 *
 * @param paths of files and directories, no symlinks
 * @throws {ToolError} ABORT
 */
export async function readFlags(paths: readonly string[], signal: AbortSignal): Promise<LostFlags> {
  const found: LostFlags = new Map();
  for (let at = 0; at < paths.length; at += batch) {
    let text = '';
    try {
      await runTool('lsattr', ['-d', '--', ...paths.slice(at, at + batch)], {
        signal,
        onOutput: (more) => {
          text += more;
        },
      });
    } catch (error) {
      if (!(error instanceof ToolError) || error.code === 'ABORT') throw error;
      if (error.code === 'ENOENT') return found;
    }
    addFlags(found, text);
  }
  return found;
}
