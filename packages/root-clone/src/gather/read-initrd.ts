import { createOldIdFinder, type IdMap, type IdPair, inverseOf } from '@twinroot/lib-idmap';
import { readInitrdFiles } from '@twinroot/lib-uki';
import type { InitrdContent } from '../decide/new-initrd.ts';

/** Reads what an initrd says of the disks of a map; `signal` ends it. */
export type InitrdReader = (path: string, signal: AbortSignal) => Promise<InitrdContent>;

/** A reader of initrds, which looks for both sides of a map. */
export function createInitrdReader({ pairs }: IdMap): InitrdReader {
  const finder = createOldIdFinder(pairs);
  // Its old texts are the new ones.
  const turned = createOldIdFinder(inverseOf(pairs));
  return async (path, signal) => {
    const paths: string[] = [];
    const named = new Set<string>();
    const old = new Set<IdPair>();
    const fresh = new Set<string>();
    const why = await readInitrdFiles(path, {
      onFile: (file) => {
        paths.push(file.path);
        const text = file.bytes.toString('latin1');
        for (const { pair } of finder.find(text)) {
          named.add(`${file.path} names ${pair.oldText}`);
          old.add(pair);
        }
        for (const { pair } of turned.find(text)) fresh.add(pair.oldText);
      },
      ...(signal && { signal }),
    });
    return { paths, named: [...named], old, fresh, why };
  };
}
