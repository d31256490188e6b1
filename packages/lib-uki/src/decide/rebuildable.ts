import type { ImageFacts } from './image-facts.ts';

/** What depends on the command line, or is there several times (UAPI.5): whoever made it has to make it again. */
const owned = ['.pcrsig', '.profile', '.dtbauto', '.hwids', '.efifw'];

/** Why an image cannot be built again from its parts alone; null when it can be. */
export function whyNotRebuildable({ layout, size }: ImageFacts): string | null {
  if (layout === null) return 'it is not a PE image';
  if (layout.isSigned) return 'it is signed';
  const has = (name: string) => layout.sections.some((section) => section.name === name);
  const own = owned.find(has);
  if (own !== undefined) return `it has a section ${own}`;
  if (!has('.linux')) return 'it has no section .linux';
  const cut = layout.sections.find(({ at, length }) => at + length > size);
  return cut ? `its section ${cut.name} is truncated` : null;
}
