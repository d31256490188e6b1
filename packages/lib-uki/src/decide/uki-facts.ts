import type { ImageLayout } from './image-layout.ts';

/** What a unified kernel image says of itself. */
export interface UkiFacts {
  /** Of the file, in bytes. */
  readonly size: number;
  /** Null when it is no PE image. */
  readonly layout: ImageLayout | null;
  /** Whether it has a kernel, and no end is missing. */
  readonly isWhole: boolean;
  /** Its os-release(5), as UTF-8; null without one. */
  readonly osRelease: string | null;
  /** Bytes, one character each; null without one. */
  readonly commandLine: string | null;
  /** Of its kernel, as uname(1) has it; null where it does not say. */
  readonly release: string | null;
}
