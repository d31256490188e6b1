import { machineId } from './configure.ts';
import { raidUuid } from './disk-spec.ts';

/** The root of most machines. */
const usualRoot = `UUID=${raidUuid}`;

/** Options of the kernel that are every guest's. */
export const kernelOptions = [
  'console=ttyS0,115200 quiet panic=-1 mitigations=off nokaslr audit=0',
  'cryptomgr.notests rcupdate.rcu_expedited=1 no_timer_check tsc=reliable systemd.gpt_auto=0',
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
