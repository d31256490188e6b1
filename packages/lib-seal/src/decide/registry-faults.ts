import type { RegistryText } from '@twinroot/lib-registry';

/** What is said of a registry that another version wrote. */
export function otherVersion(whose: string, major: number): string {
  return `the registry of ${whose} (loader/esp-sync) has format ${major}, which this version does not know: use the version that wrote it, or a newer one`;
}

/** What is said of something that is no registry, and in whose place none can be written; null: nothing is there. */
export function obstacleFault(name: string, found: RegistryText | null): string | null {
  const isObstacle = found?.kind === 'damaged' && found.isObstacle === true;
  return isObstacle ? `loader/esp-sync of ${name} cannot be the registry: ${found.why}` : null;
}

/** What is said of a registry that does not count. */
export function damagedRegistry(name: string, why: string): string {
  return `the registry loader/esp-sync of ${name} is damaged (${why}), and counts as if it were not there`;
}
