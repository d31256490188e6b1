import { mostDeeds, stateDirectory } from '@twinroot/lib-firmware';
import type { MemberWay } from './options-plan.ts';

/** Why an option is not made or ordered again. */
export function forgottenText({ option }: Extract<MemberWay, { kind: 'forgotten' }>): string {
  return option === null
    ? 'this firmware forgets boot options of absent disks; the removable path is what boots this one'
    : 'this firmware takes its boot option out of BootOrder; the removable path is what boots this one';
}

/** That firmware passes an option over, and what lets it boot again. */
export function inactiveText({ number }: { readonly number: string }): string {
  return `Boot${number} is switched off, and firmware passes it over: efibootmgr -b ${number} -a`;
}

/** What to do about it, for those who know better. */
export const forgottenRemedy = `it was done ${mostDeeds} times, by ${stateDirectory}/boot-options: without that file it is tried again`;

/**
 * That there is no room.
 *
 * @param dumps how many crash dumps of the kernel are in the variables
 */
export function noRoomText(dumps: number): string {
  const room = 'the firmware has no room for another variable';
  return dumps === 0
    ? `${room}: delete boot options that nobody needs, or reset its settings`
    : `${room}; ${dumps} of them (dump-type0-*) are crash dumps of the kernel, which systemd-pstore moves to /var/lib/systemd/pstore: nothing was deleted`;
}
