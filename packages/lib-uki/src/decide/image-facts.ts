import type { ImageLayout } from './image-layout.ts';

/** A unified kernel image, as its header tells of it. */
export interface ImageFacts {
  /** Of the file, in bytes. */
  readonly size: number;
  /** Null when it is no PE image. */
  readonly layout: ImageLayout | null;
  /** Bytes, one character each. */
  readonly commandLine: string | null;
}
