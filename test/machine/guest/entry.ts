import { machineId } from './configure.ts';
import { rootUuid } from './disk-spec.ts';

/** Options of the kernel in every entry. */
const commandLine = [
  `root=UUID=${rootUuid} rw console=ttyS0,115200 quiet panic=-1 mitigations=off nokaslr audit=0`,
  'cryptomgr.notests rcupdate.rcu_expedited=1 no_timer_check tsc=reliable systemd.gpt_auto=0',
].join(' ');

/** The command line of a version, which says which one it is. */
export function commandLineOf(version: string): string {
  return `${commandLine} guest.version=${version}`;
}

/** An entry as kernel-install(8) lays it out, with the version in the kernel's command line. */
export function entryText(version: string): string {
  return [
    `title Guest ${version}`,
    `version ${version}`,
    `machine-id ${machineId}`,
    `options ${commandLineOf(version)}`,
    `linux /${machineId}/${version}/linux`,
    `initrd /${machineId}/${version}/initrd`,
    '',
  ].join('\n');
}
