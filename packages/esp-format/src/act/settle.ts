import { existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { failed } from '@twinroot/lib-command';
import { isFat } from '@twinroot/lib-fat';
import { readBlockDevices } from '@twinroot/lib-machine';
import type { EspMember } from '@twinroot/lib-record';
import { runTool, ToolError } from '@twinroot/lib-tool';

/** The socket of udev's daemon: there while it runs (systemd-udevd.service(8)). */
const control = '/run/udev/control';

/** How long a node may be away, or unknown, in seconds. */
const longest = 30;

/**
 * Waits until udev has looked at new partitions: when a disk is let go, it may read its table again, and nodes vanish for a moment. Whoever
 * reads the set finds them by their PARTUUID, and on FAT: so lsblk(8) must say both. Where there is no udev, there is nothing to wait for.
 *
 * @throws {CommandError} for a node that does not come back, or stays unknown
 */
export async function settle(members: readonly EspMember[]): Promise<void> {
  try {
    await runTool('udevadm', ['settle', `--timeout=${longest}`]);
  } catch (error) {
    // EXIT: its queue is not empty for another device's sake, or it does not run.
    if (!(error instanceof ToolError && (error.code === 'ENOENT' || error.code === 'EXIT'))) throw error;
  }
  const until = process.uptime() + longest;
  for (const { path } of members) {
    const node = path ?? '';
    while (!existsSync(node) && process.uptime() < until) await setTimeout(50);
    if (!existsSync(node)) throw failed(`${node} has vanished after it was formatted`);
  }
  while (existsSync(control)) {
    const devices = await readBlockDevices('/', true);
    const unknown = members.find(
      ({ path, partuuid }) =>
        !devices.some((one) => one.path === path && one.partuuid === partuuid && isFat(one)),
    );
    if (unknown === undefined) return;
    if (process.uptime() >= until)
      throw failed(
        `${unknown.path} is formatted, but lsblk does not know it by ${unknown.partuuid}: run udevadm trigger --settle ${unknown.path}, and this again`,
      );
    await setTimeout(100);
  }
}
