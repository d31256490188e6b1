import { templateMounts } from '@twinroot/lib-generation';

/** What packages install into, and what says how that is run. */
const parts = ['/etc', '/usr'] as const;

/**
 * Parts of the system over which the template mounts a subvolume that all generations have, in words: a command writes to what runs then, and
 * none of that goes back with a generation.
 *
 * @param template text of the file `fstab` at the top
 */
export function partsInAll(template: string): readonly string[] {
  const shared = templateMounts(template, 'own').filter(({ isOwn }) => !isOwn);
  return parts
    .filter((part) => shared.some(({ mountpoint }) => mountpoint === part))
    .map(
      (part) =>
        `${part} is a subvolume that all generations have: what an upgrade changes there is changed in what runs, too, and does not go back with a generation`,
    );
}
