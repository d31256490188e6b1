import { basename } from 'node:path';
import { createOldIdFinder, type IdMap } from '@twinroot/lib-idmap';
import { namesIn } from '@twinroot/lib-sysroot';
import { readImage } from '@twinroot/lib-uki';
import type { ImageFault } from '../decide/plan-images.ts';
import type { StepResult } from '../decide/step-result.ts';

/**
 * Looks for old ids in the command lines of unified kernel images. They are part of what may be signed, so an image that names
 * one has to be built anew; until then it boots the root of the other disk.
 *
 * @param directory where the clone's images are: EFI/Linux (UAPI.1, Type #2)
 * @param faults images of the source that could not be built anew, and why
 */
export function lookAtUkis(directory: string, ids: IdMap, faults: readonly ImageFault[] = []): StepResult {
  const finder = createOldIdFinder(ids.pairs);
  const found = namesIn(directory)
    .filter((name) => /\.efi$/i.test(name))
    .flatMap((name) => {
      const line = readImage(`${directory}/${name}`).commandLine ?? '';
      const names = [...new Set(finder.find(line).map(({ pair }) => pair.oldText))];
      return names.length === 0 ? [] : [`${name} names ${names.join(', ')}`];
    });
  const all = [...faults.map(({ path, why }) => `${basename(path)}: ${why}`), ...found];
  if (all.length === 0) return { state: 'same' };
  return { state: 'failed', why: `${all.join('; ')}: rebuild it for the clone` };
}
