import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What is on the console of a machine that goes no further.
 *
 * Sources: EDK2 MdeModulePkg/Universal/BdsDxe/BdsEntry.c, ShellPkg/Application/Shell; initramfs-tools scripts/functions (panic);
 * Linux kernel/panic.c; systemd units/emergency.service.in and rescue.service.in.
 */
const words =
  /BdsDxe: No bootable option|UEFI Interactive Shell|\(initramfs\)|Rebooting automatically due to panic=|Kernel panic - not syncing|You are in (?:emergency|rescue) mode/;

/**
 * Looks at the console of a machine until it is up, which the signal tells, or has ended.
 *
 * @throws {Error} with what it says when it gives up, and when it ends
 */
export async function watchForEnd(console: string, ended: Promise<void>, isUp: AbortSignal): Promise<never> {
  let isOver = false;
  void ended.then(() => (isOver = true));
  while (!isOver && !isUp.aborted) {
    const [said] = existsSync(console) ? (words.exec(readFileSync(console, 'latin1')) ?? []) : [];
    if (said !== undefined) throw new Error(`it says: ${said}`);
    await sleep(500);
  }
  throw new Error('the guest ended');
}
