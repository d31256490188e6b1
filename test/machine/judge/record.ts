import { applyWrite, type Recorded, recordedOf } from './cuts.ts';
import { type Image, type SectorStore, sectorSize } from './sectors.ts';
import { takingTurns } from './turns.ts';
import { readWriteLog } from './write-log.ts';

/** What was written to an ESP between two marks. */
export interface RecordedRun {
  readonly name: string;
  readonly before: Image;
  readonly recorded: readonly Recorded[];
  readonly after: Image;
}

/** Where on the disk the ESP lies and where marks are written; in sectors. */
export interface DiskPlaces {
  readonly start: number;
  readonly length: number;
  readonly mark: number;
}

/** The text that the guest writes to the mark's sector: `begin NAME` and `end`. */
export function markScript(text: string, disk: string, { mark }: DiskPlaces): string {
  const write = `dd of=/dev/disk/by-id/virtio-${disk} bs=512 seek=${mark} conv=sync,notrunc oflag=direct status=none`;
  return `printf 'twinroot mark %s\\n' '${text.replaceAll("'", '')}' | ${write}`;
}

/** Cuts a recording into its runs. `image` is what the ESP was before, and becomes what it is at the end. */
export async function runsOf(
  log: string,
  image: Image,
  places: DiskPlaces,
  store: SectorStore,
): Promise<readonly RecordedRun[]> {
  const runs: RecordedRun[] = [];
  let open: { readonly name: string; readonly before: Image; readonly recorded: Recorded[] } | null = null;
  const turn = takingTurns();
  for (const entry of readWriteLog(log)) {
    await turn();
    if (entry.kind === 'flush') open?.recorded.push({ kind: 'flush' });
    if (entry.kind === 'discard' || entry.kind === 'flush') continue;
    if (entry.sector === places.mark) {
      const [, word, name = ''] = /^twinroot mark (begin|end) ?(.*)\n/.exec(entry.data.toString()) ?? [];
      if (word === 'begin') open = { name, before: image.slice(), recorded: [] };
      else if (open !== null) {
        runs.push({ ...open, after: image.slice() });
        open = null;
      }
      continue;
    }
    const inside = entry.sector - places.start;
    if (inside < 0 || inside + entry.data.length / sectorSize > places.length) continue;
    const recorded = recordedOf(entry, places.start, store);
    if (recorded.kind === 'write') applyWrite(image, recorded);
    open?.recorded.push(recorded);
  }
  return runs;
}
