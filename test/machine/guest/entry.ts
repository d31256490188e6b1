import { existsSync, readFileSync } from 'node:fs';
import { machineId } from './configure.ts';
import { raidUuid } from './disk-spec.ts';

/** The root of most machines. */
const usualRoot = `UUID=${raidUuid}`;

/**
 * An emulated processor counts as fast as the host's. A guest finds out by another clock how fast that is, when it starts; where the
 * host has other work at that moment it finds something else, its seconds pass several times too fast, and udev gives up. So it is
 * told, unless the frequency changes: then the host knows that of the moment only.
 */
function clockRate(): string {
  const [, megahertz] = /^cpu MHz\s*: ([\d.]+)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8')) ?? [];
  if (megahertz === undefined || existsSync('/sys/devices/system/cpu/cpu0/cpufreq')) return '';
  return ` tsc_early_khz=${Math.round(Number(megahertz) * 1000)}`;
}

/** Options of the kernel that are every guest's. */
export const kernelOptions = [
  'console=ttyS0,115200 quiet panic=-1 mitigations=off nokaslr audit=0',
  `cryptomgr.notests rcupdate.rcu_expedited=1 no_timer_check tsc=reliable${clockRate()} systemd.gpt_auto=0`,
].join(' ');

/** The command line of a version, which says which one it is. */
export function commandLineOf(version: string, root = usualRoot): string {
  return `root=${root} rw ${kernelOptions} guest.version=${version}`;
}

/** An entry as kernel-install(8) lays it out, with the version in the kernel's command line. */
export function entryText(version: string, root?: string): string {
  return [
    `title Guest ${version}`,
    `version ${version}`,
    `machine-id ${machineId}`,
    `options ${commandLineOf(version, root)}`,
    `linux /${machineId}/${version}/linux`,
    `initrd /${machineId}/${version}/initrd`,
    '',
  ].join('\n');
}
