import { basename, dirname } from 'node:path';
import { failureText } from '@twinroot/lib-failure';
import { readRange } from '@twinroot/lib-tree';
import { type InitrdReading, imageHeadLength, layoutOf, readInitrdFiles } from '@twinroot/lib-uki';
import type { InitrdFacts } from '../decide/facts/machine-facts.ts';
import { initrdFeatureFinder } from '../decide/initrd-features.ts';

/** In what dracut puts all but a few files, if it is told to (modules.d/95squash, 95squash-erofs). */
const packedRoot = /^(?:squash|erofs)[a-z]*-root\.img$|^squash\/root\.img$/;

/**
 * What an initrd brings, one that is a file, or the one in a unified kernel image.
 *
 * @param modules names of the modules of the kernel that are looked for
 * @throws {ToolError} ABORT
 */
export async function readInitrd(
  path: string,
  { signal, modules }: { readonly signal: AbortSignal; readonly modules: ReadonlySet<string> },
): Promise<InitrdFacts> {
  const finder = initrdFeatureFinder(modules);
  let isPacked = false;
  const onName = (name: string) => {
    finder.look(name);
    isPacked ||= packedRoot.test(name);
  };
  const reading: InitrdReading = { onName, signal };
  try {
    const part = initrdPartOf(path);
    if (part === null) return { unread: 'is not in the image', has: [] };
    const unread = await readInitrdFiles(path, part === 'all' ? reading : { ...reading, part });
    if (unread === null && isPacked) return { unread: 'has an image in it that is not looked into', has: [] };
    return { unread, has: [...finder.found()], modules: [...finder.modules()] };
  } catch (error) {
    signal.throwIfAborted();
    return { unread: `cannot be read: ${failureText(error)}`, has: [] };
  }
}

/** Where in a file the initrd is; null for an image without one. */
function initrdPartOf(path: string): 'all' | { readonly at: number; readonly length: number } | null {
  const head = readRange(dirname(path), basename(path), 0, imageHeadLength);
  const layout = head === null ? null : layoutOf(head);
  if (layout === null) return 'all';
  const section = layout.sections.find(({ name }) => name === '.initrd');
  return section === undefined ? null : { at: section.at, length: section.length };
}
