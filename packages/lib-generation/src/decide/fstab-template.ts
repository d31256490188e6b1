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

/** A subvolume that the template mounts below the root. */
export interface TemplateMount {
  /** Below the top, with the directory of the generation in the place of the variable, without a slash in front. */
  readonly subvolume: string;
  /** Absolute. */
  readonly mountpoint: string;
  /** Whether it is one of the generation; the others are those that all generations have. */
  readonly isOwn: boolean;
}

/**
 * What the template mounts below the root out of the same file system, in the order of mounting; the top of the btrfs is not given.
 *
 * @param place the directory of the generation, below the top
 */
export function templateMounts(template: string, place: string): readonly TemplateMount[] {
  const lines = linesOf(template);
  const root = lines.find(({ mountpoint }) => mountpoint.text === '/');
  const mounts = lines.flatMap((line): readonly TemplateMount[] => {
    const path = line.fstype?.text === 'btrfs' ? subvolumeOf(line) : null;
    const mountpoint = unescapeField(line.mountpoint.text).replace(/\/+$/, '');
    if (path === null || !mountpoint.startsWith('/') || line.source.text !== root?.source.text) return [];
    const subvolume = path.replaceAll(variable, place).replace(/^\/+/, '');
    // The top itself, with all generations, is nothing that a command may write to.
    if (subvolume === '') return [];
    return [{ subvolume, mountpoint, isOwn: path.includes(variable) }];
  });
  return mounts.toSorted((a, b) => (a.mountpoint < b.mountpoint ? -1 : 1));
}

/** Whether a mount is over the /boot of all generations, each of which has kernels of its own there. */
export function isSharedBoot({ mountpoint, isOwn }: TemplateMount): boolean {
  return mountpoint === '/boot' && !isOwn;
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
