import { readFileSync } from 'node:fs';
import { prepareBase } from './guest/base.ts';
import type { Guest } from './guest/boot.ts';
import type { Laboratory } from './guest/machine.ts';
import { prepareTools } from './guest/tools.ts';
import { preparePackages } from './host/debian.ts';
import { prepareQemu } from './host/qemu.ts';
import { RunError, run } from './host/run.ts';

/** Makes or finds everything that machines are made from; consoles are logged in a directory. */
export async function prepareLaboratory(logs: string, onBoot: (guest: Guest) => void): Promise<Laboratory> {
  await preparePackages();
  return {
    qemu: await prepareQemu(),
    base: await prepareBase(),
    tools: await prepareTools(),
    logs,
    onBoot,
  };
}

/** Whether an error says that packages could not be downloaded, of the host or for a guest. */
export function isDownloadError(error: unknown): error is RunError {
  return error instanceof RunError && ['apt-get', 'mmdebstrap'].includes(error.program);
}

/** Why no machine can be made on this host, or null: it takes root, loop devices and a kernel with btrfs. */
export async function whyNoMachine(): Promise<string | null> {
  if (process.getuid?.() !== 0) return 'the disks of a machine are made by root';
  if (!/\tbtrfs$/m.test(readFileSync('/proc/filesystems', 'utf8'))) {
    const loaded = await run('modprobe', ['btrfs']).then(
      () => true,
      () => false,
    );
    if (!loaded) return "this host's kernel has no btrfs";
  }
  return run('losetup', ['--find']).then(
    () => null,
    (error: Error) => `there is no loop device: ${error.message}`,
  );
}
