import { foldedFile } from './boot-menu.ts';
import { objectOf } from './json-line.ts';

/** Something that was done to the boot menu, which the firmware may undo: an option was made, or put into BootOrder. */
export interface Deed {
  /** Seconds since 1970. */
  readonly time: number;
  /** Id of the boot in which it was done, 32 hex digits; null: not known. */
  readonly boot: string | null;
  readonly did: 'made' | 'ordered';
  /** Of the partition, in lower case. */
  readonly partuuid: string;
  /** As firmware names it. */
  readonly file: string;
  /** Four hexadecimal digits. */
  readonly number: string;
}

/** How often it is done at the most, for one file on one partition: what firmware undoes again and again wears its memory out. */
export const mostDeeds = 3;

/** The deeds in a text of JSON Lines, and how many of its lines are something else: those are passed over, and kept. */
export function parseDeeds(text: string): { readonly deeds: readonly Deed[]; readonly unknown: number } {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const deeds = lines.flatMap((line) => deedOf(line) ?? []);
  return { deeds, unknown: lines.length - deeds.length };
}

/** A text of JSON Lines with one more deed. */
export function withDeed(text: string, { time, boot, did, partuuid, file, number }: Deed): string {
  const start = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return `${start}${JSON.stringify({ time, boot, did, partuuid, file, number })}\n`;
}

/** How often something was done for a file on a partition. */
export function timesDone(deeds: readonly Deed[], did: Deed['did'], partuuid: string, file: string): number {
  return deeds.filter(
    (deed) => deed.did === did && deed.partuuid === partuuid && foldedFile(deed.file) === foldedFile(file),
  ).length;
}

function deedOf(line: string): Deed | null {
  const value = objectOf(line);
  if (value === null) return null;
  const { time, boot, did, partuuid, file, number }: Partial<Record<keyof Deed, unknown>> = value;
  if (typeof time !== 'number' || (boot !== null && typeof boot !== 'string')) return null;
  if (did !== 'made' && did !== 'ordered') return null;
  if (typeof partuuid !== 'string' || typeof file !== 'string' || typeof number !== 'string') return null;
  return { time, boot, did, partuuid, file, number };
}
