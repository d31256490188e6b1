import { randomFrom } from './random.ts';
import { type Image, imageOf, type SectorStore } from './sectors.ts';
import type { LogEntry } from './write-log.ts';

/**
 * What a power cut leaves. `ordered`: all writes so far. Of the writes since the last flush: `lost`: each is kept or lost
 * as a whole; `torn`: each of their sectors is kept or lost.
 */
export type CutModel = 'ordered' | 'lost' | 'torn';

/** An image as a cut leaves it; valid until the next one is asked for. */
export interface Cut {
  readonly model: CutModel;
  /** Of writes that were begun. */
  readonly writes: number;
  readonly image: Image;
}

/** What is recorded, with sectors counted from the start of the image. */
export type Recorded =
  | {
      readonly kind: 'write';
      readonly sector: number;
      readonly numbers: ArrayLike<number>;
      readonly isForced: boolean;
    }
  | { readonly kind: 'flush' };

/** The numbers of the sectors that an entry of the log writes. */
export function recordedOf(
  entry: Extract<LogEntry, { kind: 'write' }>,
  start: number,
  store: SectorStore,
): Recorded {
  const { data, sector, isForced } = entry;
  const numbers = imageOf(data, store);
  return { kind: 'write', sector: sector - start, numbers, isForced };
}

/** Applies a write to an image. */
export function applyWrite(image: Image, write: Extract<Recorded, { kind: 'write' }>): void {
  image.set(write.numbers, write.sector);
}

/**
 * All images that a cut may leave after each write: one in order, and as many as `coins` of each other model.
 *
 * @param tears whether a write to a sector may be torn; one that may not is kept or lost as a whole
 */
export function* cutsOf(
  before: Image,
  recorded: readonly Recorded[],
  coins: number,
  seed: number,
  tears: (sector: number) => boolean = () => true,
): Generator<Cut> {
  const durable = before.slice();
  const ordered = before.slice();
  const random = randomFrom(seed);
  let pending: Extract<Recorded, { kind: 'write' }>[] = [];
  let writes = 0;
  for (const entry of recorded) {
    if (entry.kind === 'flush') {
      for (const write of pending) applyWrite(durable, write);
      pending = [];
      continue;
    }
    writes += 1;
    applyWrite(ordered, entry);
    pending.push(entry);
    yield { model: 'ordered', writes, image: ordered };
    for (let coin = 0; coin < coins; coin += 1) {
      for (const model of ['lost', 'torn'] as const) {
        const saved = pending.map(({ sector, numbers }) => durable.slice(sector, sector + numbers.length));
        for (const write of pending) {
          if (model === 'lost' || !tears(write.sector)) {
            if (random() >= 0.5) applyWrite(durable, write);
            continue;
          }
          const { sector, numbers } = write;
          for (let index = 0; index < numbers.length; index += 1)
            if (random() >= 0.5) durable[sector + index] = numbers[index] ?? 0;
        }
        yield { model, writes, image: durable };
        // Backwards: where two of them overlap, the first has what was there before.
        for (let index = pending.length - 1; index >= 0; index -= 1) {
          durable.set(saved[index] ?? [], pending[index]?.sector);
        }
      }
    }
    if (entry.isForced) {
      // On the disk by itself; what was pending before it may still be lost.
      applyWrite(durable, entry);
      pending = pending.filter((write) => write !== entry);
    }
  }
}
