import { imageHeadLength } from './image.ts';
import { layoutOf } from './image-layout.ts';
import { sectionIn, unameOf } from './sections.ts';
import { carriedSections } from './ukify.ts';

/** Why an image is not another one with a new command line; null when it is. */
export function faultOfRebuilt(source: Buffer, built: Buffer, commandLine: string): string | null {
  const [old, fresh] = [source, built].map((image) => layoutOf(image.subarray(0, imageHeadLength)));
  if (!old || !fresh) return 'it is not a PE image';
  if (old.machine !== fresh.machine) return 'it is for another architecture';
  const line = sectionIn(built, '.cmdline')?.toString('latin1').replace(/\0.*$/s, '');
  if (line !== commandLine) return 'it has another command line';
  const uname = unameOf(source);
  if (uname !== null && uname !== unameOf(built)) return 'its section .uname differs';
  const other = carriedSections.find((name) => {
    const bytes = sectionIn(source, name);
    return bytes !== null && !isSamePadded(bytes, sectionIn(built, name) ?? Buffer.alloc(0));
  });
  return other === undefined ? null : `its section ${other} differs`;
}

/** Whether bytes are the same, but for zeros at an end: what is longer in memory than in the file ends with padding. */
function isSamePadded(one: Buffer, other: Buffer): boolean {
  const length = Math.min(one.length, other.length);
  const rest = (one.length > length ? one : other).subarray(length);
  return one.subarray(0, length).equals(other.subarray(0, length)) && rest.every((byte) => byte === 0);
}
