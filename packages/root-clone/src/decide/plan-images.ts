import { createOldIdFinder, type IdMap } from '@twinroot/lib-idmap';
import { createEntryRewriter, parseEntryRules } from '@twinroot/lib-rewrite';
import { type ImageFacts, whyNotRebuildable } from '@twinroot/lib-uki';
import { type NewMachineId, withNewId } from './template.ts';

/** A unified kernel image of the source, by its path below the root. */
export interface SourceImage extends ImageFacts {
  readonly path: string;
}

/** A unified kernel image of the clone. */
export interface CloneImage {
  readonly path: string;
  /** Its path in the source. */
  readonly from: string;
  /** The command line that it is built anew with; null for one that is copied as it is. */
  readonly commandLine: string | null;
}

/** An image that has to be built anew, and that cannot be from its parts alone. */
export interface ImageFault {
  readonly path: string;
  readonly why: string;
}

/** What becomes of the images of a source. */
export interface ImagePlan {
  readonly images: readonly CloneImage[];
  readonly faults: readonly ImageFault[];
}

/** The images of a clone: those that name no old id are copied, the others are built anew. */
export function planImages(
  images: readonly SourceImage[],
  rules: { readonly ids: IdMap; readonly machineId: NewMachineId | null },
): ImagePlan {
  const finder = createOldIdFinder(rules.ids.pairs);
  const planned: CloneImage[] = [];
  const faults: ImageFault[] = [];
  for (const image of images) {
    const { path: from, commandLine: old } = image;
    const path = rules.machineId ? withNewId(from, rules.machineId) : from;
    const commandLine = old === null ? null : commandLineOfClone(old, rules);
    const [left] = finder.find(commandLine ?? old ?? '');
    const why = left
      ? `${left.pair.oldText} stays in its command line`
      : commandLine && whyNotRebuildable(image);
    if (why) faults.push({ path, why });
    else planned.push({ path, from, commandLine });
  }
  return { images: planned, faults };
}

/** The command line for the clone; null when the image's is right as it is. */
function commandLineOfClone(
  old: string,
  { ids, machineId }: { readonly ids: IdMap; readonly machineId: NewMachineId | null },
): string | null {
  const silent = { change: () => undefined, stays: () => undefined, tooLong: () => undefined };
  const rewriter = createEntryRewriter(parseEntryRules({ cmdline: true }), ids, silent, new Set());
  const renamed = rewriter.push(old) + rewriter.end();
  const fresh = machineId ? withNewId(renamed, machineId) : renamed;
  if (fresh === old) return null;
  // As in the entries of a machine that is made from a template: the first boot takes its id from there.
  if (!machineId || /(?:^|\s)systemd\.machine_id=/.test(fresh)) return fresh;
  return `${fresh.trimEnd()} systemd.machine_id=${machineId.fresh}`;
}
