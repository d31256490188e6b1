import { type Refusal, refused } from '@twinroot/lib-failure';
import { type FstabLine, mountOptions, parseFstabLine, unescapeField } from '@twinroot/lib-fstab';

/** What stands for the directory of a generation in the template. */
export const variable = 'CURRENT_SNAPSHOTS_PATH';

/**
 * The fstab of a generation, out of the template that all have.
 *
 * @param id of the generation
 */
export function fstabOf(
  template: string,
  id: string,
): { readonly kind: 'fstab'; readonly text: string } | Refusal {
  const root = linesOf(template).find(({ mountpoint }) => mountpoint.text === '/');
  if (root === undefined) return refused('the template fstab has no line for /');
  if (!subvolumeOf(root)?.includes(variable))
    return refused(
      `the line for / of the template fstab does not have ${variable} in its subvol: all generations would have the same root`,
    );
  return { kind: 'fstab', text: template.replaceAll(variable, `/snapshots/${id}`) };
}

/** Subvolumes that the template mounts and that all generations have, by their path below the top. */
export function commonsOf(template: string): readonly string[] {
  return linesOf(template).flatMap((line) => {
    const path = line.fstype?.text === 'btrfs' ? subvolumeOf(line) : null;
    return path === null || path.includes(variable) ? [] : [path.replace(/^\/+/, '')];
  });
}

function linesOf(text: string): readonly FstabLine[] {
  return text.split(/\r?\n/).flatMap((line) => parseFstabLine(line) ?? []);
}

/** The value of `subvol` (btrfs(5)); the last one counts. */
function subvolumeOf({ options }: FstabLine): string | null {
  const found = mountOptions(options?.text ?? '').filter((option) => option.startsWith('subvol='));
  const last = found.at(-1);
  return last === undefined ? null : unescapeField(last.slice('subvol='.length));
}
