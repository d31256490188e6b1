/**
 * A script for the guest that makes the firmware know a loader on an ESP, by a label, as the first that is tried.
 * Source: efibootmgr(8).
 */
export function registerLoader(partuuid: string, label: string, path: string): string {
  return [
    `device=$(readlink -f /dev/disk/by-partuuid/${partuuid})`,
    'disk=/dev/$(lsblk --noheadings --output PKNAME "$device" | head -n 1)',
    'number=$(cat "/sys/class/block/${device##*/}/partition")',
    `efibootmgr --quiet --create --disk "$disk" --part "$number" --label '${label}' --loader '${path}'`,
  ].join(' && ');
}

/** A script for the guest that makes the loader of a label the only one in the boot order. */
export function bootFirst(label: string): string {
  return `efibootmgr --quiet --bootorder "$(efibootmgr | sed -n 's/^Boot\\(....\\)[* ].*${label}.*/\\1/p' | head -n 1)"`;
}
