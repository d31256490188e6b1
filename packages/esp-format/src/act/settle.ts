import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { failed } from '@twinroot/lib-command';
import { runTool, ToolError } from '@twinroot/lib-tool';

/** How long a node may be away, in seconds. */
const longest = 30;

/**
 * Waits until udev has looked at new partitions: when a disk is let go, it may read its table again, and nodes vanish for a moment. Where
 * there is no udev, there is nothing to wait for.
 *
 * @throws {CommandError} for a node that does not come back
 */
export async function settle(nodes: readonly string[]): Promise<void> {
  try {
    await runTool('udevadm', ['settle', `--timeout=${longest}`]);
  } catch (error) {
    // EXIT: its queue is not empty for another device's sake, or it does not run.
    if (!(error instanceof ToolError && (error.code === 'ENOENT' || error.code === 'EXIT'))) throw error;
  }
  for (const node of nodes) {
    for (const until = process.uptime() + longest; !existsSync(node) && process.uptime() < until; )
      await setTimeout(50);
    if (!existsSync(node)) throw failed(`${node} has vanished after it was formatted`);
  }
}
