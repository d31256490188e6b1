import { machineId } from './configure.ts';
import { entryText } from './entry.ts';

/**
 * A script for the guest that installs a kernel as kernel-install(8) does: below a directory (the booted ESP), under a
 * version, from the kernel and the initrd in `source`. They get a tail of their own, so that no two versions are equal.
 */
export function installVersion(
  directory: string,
  version: string,
  source = `${directory}/${machineId}/6.12.1`,
  root?: string,
): string {
  const target = `${directory}/${machineId}/${version}`;
  return [
    'set -e',
    `mkdir -p ${target}`,
    `cp ${source}/linux ${source}/initrd ${target}/`,
    `printf 'kernel %s' ${version} >>${target}/linux`,
    // The kernel unpacks one archive after the other; zeros between them are passed over.
    `printf '\\0\\0\\0\\0' >>${target}/initrd`,
    `cat >${directory}/loader/entries/${machineId}-${version}.conf <<'END'\n${entryText(version, root)}END`,
    'sync',
  ].join('\n');
}

/** A script for the guest that takes a version away again. */
export function removeVersion(directory: string, version: string): string {
  return `rm -r ${directory}/loader/entries/${machineId}-${version}.conf ${directory}/${machineId}/${version} && sync`;
}

/** A script for the guest that prints a tree's files, their sizes and sums; the random seed is each ESP's own. */
export function listTree(directory: string): string {
  return `cd ${directory} && find . -type f ! -path ./loader/random-seed -print0 | sort -z | xargs -0 -r sha256sum`;
}

/** A script for the guest that prints the version of the entry that was booted. */
export const bootedVersion = "sed -n 's/.* guest.version=\\([^ ]*\\).*/\\1/p' /proc/cmdline | tr -d '\\n'";

/** A script for the guest that prints the PARTUUID of the booted ESP. */
export const bootedEsp =
  "esp-which --booted --no-header --output kind,partuuid | sed -n 's/^esp *//p' | tr -d '\\n'";

/** A script for the guest that prints the variable that told of the booted ESP. */
export const evidence =
  "esp-which --booted --no-header --output kind,evidence | sed -n 's/^esp *//p' | tr -d '\\n'";
