/** What the os-release of an image says beside what that of its system does. */
export interface ImageRelease {
  readonly title: string;
  /** As in entry-text. */
  readonly sortKey: string;
  /** As in entry-text. */
  readonly version: string;
  /** What the image was built from: a digest, hexadecimal. */
  readonly inputs: string;
}

/**
 * The os-release(5) in the image of a generation. A boot loader shows `PRETTY_NAME`, and sorts by `IMAGE_ID` and then `IMAGE_VERSION`, the
 * newest first, before it looks at `ID` and `VERSION`: what `title`, `sort-key` and `version` are in a text.
 *
 * Source: systemd src/fundamental/bootspec.c (bootspec_pick_name_version_sort_key).
 *
 * @param system the os-release of the system; null: it has none
 */
export function imageRelease(system: string | null, more: ImageRelease): string {
  const own: readonly (readonly [key: string, value: string])[] = [
    ['PRETTY_NAME', more.title],
    ['IMAGE_ID', more.sortKey],
    ['IMAGE_VERSION', more.version],
    ['TWINROOT_INPUTS', more.inputs],
  ];
  const isOwn = (line: string) => own.some(([key]) => line.trimStart().startsWith(`${key}=`));
  const kept = (system ?? '').split(/\r?\n/).filter((line) => line.trim() !== '' && !isOwn(line));
  return [...kept, ...own.map(([key, value]) => `${key}=${quoted(value)}`), ''].join('\n');
}

/** Boot loaders take quotes off, and leave backslashes (systemd src/boot/boot.c, line_get_key_value): so there are as few as can be. */
function quoted(value: string): string {
  const line = value.replace(/\s+/g, ' ').trim();
  if (/^[A-Za-z0-9._-]+$/.test(line)) return line;
  return line.includes("'") ? `"${line.replace(/["$`\\]/g, '\\$&')}"` : `'${line}'`;
}
