import { createHash } from 'node:crypto';
import type { UkiParts } from '@twinroot/lib-uki';
import { type ImageRelease, imageRelease } from './image-release.ts';

/** What the unified kernel image of a generation is built from. */
export interface ImageParts extends UkiParts {
  /** The os-release(5) of the generation; null: it has none. */
  readonly osRelease: string | null;
  /** Of the kernel, as uname(1) has it. */
  readonly release: string;
  /** Text of the configuration of ukify(1); null: there is none. */
  readonly config: string | null;
}

/** The texts in an image. */
export interface ImageTexts {
  readonly osRelease: string;
  /** Bytes, one character each. */
  readonly commandLine: string;
  readonly release: string;
}

/**
 * The texts that the image of a generation has in it.
 *
 * @param options the kernel command line
 */
export function imageTexts(
  parts: ImageParts,
  { options, ...more }: Omit<ImageRelease, 'inputs'> & { readonly options: string },
): ImageTexts {
  return {
    osRelease: imageRelease(parts.osRelease, { ...more, inputs: inputsOf(parts) }),
    commandLine: Buffer.from(options).toString('latin1'),
    release: parts.release,
  };
}

/**
 * All of an image that can be told of it as one text, to be compared.
 *
 * @param texts where something is missing, it is not the image of a generation
 */
export function textOfImage({
  osRelease,
  commandLine,
  release,
}: { readonly [Key in keyof ImageTexts]: string | null }): string {
  return JSON.stringify([osRelease, commandLine, release]);
}

/** What the texts do not say, and ukify may have signed or left out: by it an image that was built from something else is known. */
function inputsOf({ kernel, initrds, config }: ImageParts): string {
  const all = [kernel.sha256, ...initrds.map(({ sha256 }) => sha256), config ?? ''];
  return createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 16);
}
