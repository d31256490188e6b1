import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isInitrdName, isKernelName } from '@twinroot/lib-generation';
import { mountAt, readMountinfo } from '@twinroot/lib-mountinfo';
import { isOwnDirectory, realPathBelow } from '@twinroot/lib-sysroot';
import { runTool } from '@twinroot/lib-tool';

/**
 * Copies kernels and initrds of a /boot that is a file system of its own into the /boot of a new root: a generation has its own.
 *
 * @param root the new one
 * @throws {ToolError} with what cp(1) said
 */
export async function copyBoot(sysroot: string, root: string): Promise<void> {
  const boot = join(sysroot, realPathBelow(sysroot, '/boot').path);
  if (mountAt(await readMountinfo('/'), boot) === null) return;
  if (!isOwnDirectory(root, 'boot')) return;
  const to = join(root, 'boot');
  for (const entry of readdirSync(boot, { withFileTypes: true }))
    if (entry.isFile() && (isKernelName(entry.name) || isInitrdName(entry.name)))
      await runTool(
        'cp',
        ['--archive', '--no-target-directory', '--', join(boot, entry.name), join(to, entry.name)],
        {
          timeoutSeconds: 600,
        },
      );
}
