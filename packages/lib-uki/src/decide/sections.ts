import { imageHeadLength } from './image.ts';
import { layoutOf } from './image-layout.ts';

/** A section of an image, without what follows it; null when it has none of that name. */
export function sectionIn(image: Buffer, name: string): Buffer | null {
  const section = layoutOf(image.subarray(0, imageHeadLength))?.sections.find((each) => each.name === name);
  return section ? image.subarray(section.at, section.at + section.length) : null;
}

/** What the `.uname` of an image says; null when it has none. */
export function unameOf(image: Buffer): string | null {
  return (
    sectionIn(image, '.uname')
      ?.toString('latin1')
      .replace(/[\0\s]+$/, '') ?? null
  );
}
