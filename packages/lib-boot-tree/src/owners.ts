import { type BootTree, type MenuEntry, machineIdsOf } from './menu.ts';

/** By what the systems of a set are known: of an entry that says something else, another system is the owner. */
export interface Owners {
  /** Machine ids and entry tokens, in lower case. */
  readonly ids: ReadonlySet<string>;
  /** `ID` of os-release(5), in lower case; empty: not known. */
  readonly osIds: ReadonlySet<string>;
}

/** The systems of a set: those that the source has, and the one that runs. */
export function ownersOf(source: BootTree, running: Owners): Owners {
  const osIds = source.menu.flatMap(({ osId }) => (osId === null ? [] : [osId]));
  return {
    ids: new Set([...running.ids, ...machineIdsOf(source)]),
    osIds: new Set([...running.osIds, ...osIds]),
  };
}

/**
 * Whether an entry says that another system owns it: by its machine id (in its name, its text, or on the kernel command line) or,
 * of a UKI without one, by its os-release. What says nothing may be anybody's, and is not another's.
 */
export function isOthers({ machineId, osId }: MenuEntry, { ids, osIds }: Owners): boolean {
  if (machineId !== null) return !ids.has(machineId);
  return osId !== null && osIds.size > 0 && !osIds.has(osId);
}
