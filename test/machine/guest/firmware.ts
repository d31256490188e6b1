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

/** A script for the guest that lets the firmware try the entries of these labels, in this order, and no others. */
export function bootOrder(...labels: readonly string[]): string {
  const numbers = labels.map(
    (label) => `$(efibootmgr | sed -n 's/^Boot\\(....\\)[* ].*${label}.*/\\1/p' | head -n 1)`,
  );
  return `efibootmgr --quiet --bootorder "${numbers.join(',')}"`;
}

/** A script for the guest that runs a script which sees only the variables of a pattern of the shell, such as `Boot*`. */
export function withVariables(pattern: string, script: string): string {
  return [
    'rm -rf /run/variables && mkdir /run/variables',
    `cp /sys/firmware/efi/efivars/${pattern} /run/variables/`,
    `unshare --mount bash -o pipefail <<'END'\nmount --bind /run/variables /sys/firmware/efi/efivars && ${script}\nEND`,
  ].join(' && ');
}
