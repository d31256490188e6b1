/** The first rsync with --atimes and --open-noatime (NEWS of 3.2.0). */
export const leastVersion = '3.2';

/** Why this is not an rsync that can be used, from what `rsync --version` writes; null for one that can. */
export function whyNotRsync(text: string): string | null {
  const [, version, major = '', minor = ''] = /^rsync\s+version\s+v?((\d+)\.(\d+)\S*)/m.exec(text) ?? [];
  if (version === undefined)
    return `rsync ${leastVersion} or newer is needed, but the rsync here is another program`;
  const [leastMajor = 0, leastMinor = 0] = leastVersion.split('.').map(Number);
  const isEnough =
    Number(major) > leastMajor || (Number(major) === leastMajor && Number(minor) >= leastMinor);
  return isEnough ? null : `rsync ${leastVersion} or newer is needed, but this is ${version}: update it`;
}
