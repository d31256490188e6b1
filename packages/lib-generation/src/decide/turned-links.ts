/** How many generations a menu with static entries offers. */
export const slotCount = 4;

/**
 * What the links 0, 1, … lead to after a switch: the new one first, and then those that were there, each once. Where there are too few
 * the last one is there several times, as no static entry of a boot menu may lead nowhere.
 *
 * @param before ids of the generations of current/0, current/1, …
 */
export function turnedLinks(id: string, before: readonly string[], count = slotCount): readonly string[] {
  const all = [...new Set([id, ...before])].slice(0, count);
  return [...all, ...Array.from({ length: count - all.length }, () => all.at(-1) ?? id)];
}
