import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeDurably } from '@twinroot/lib-durable';
import { failureText, type Refusal, refused } from '@twinroot/lib-failure';
import { entriesDirectory } from '@twinroot/lib-generation';
import { ToolError } from '@twinroot/lib-tool';
import { readDigestIfSame } from '@twinroot/lib-tree';
import type { EspFound } from '../decide/esp-found.ts';
import type { ImageTexts } from '../decide/image-parts.ts';
import type { OlderPlacement } from '../decide/older-placements.ts';
import type { Placement } from '../decide/placement.ts';
import type { BuiltImage, OlderEntry } from '../decide/publication.ts';
import type { LeftKernel, ToPlace } from '../decide/publication-with-room.ts';
import type { Wanted, WantedEntry } from '../decide/wanted.ts';
import type { BuiltIn } from './build-image.ts';

/** Builds the unified kernel image of a kernel, in a directory for what is thrown away. */
export type Build = (kernel: WantedEntry, texts: ImageTexts, scratch: string) => Promise<BuiltIn | Refusal>;

/** What is placed, as it is planned before images are built. */
export interface ToBuild {
  readonly wanted: Wanted;
  readonly placement: Placement;
  readonly older: readonly OlderPlacement[];
}

/** An ESP that is open, and what it has. */
export interface LookedEsp {
  /** Where its root is reached. */
  readonly path: string;
  readonly found: EspFound;
}

/** Whether there is an image to build. */
export function needsBuild({ placement, older }: ToBuild): boolean {
  return placement.type === 2 && [placement, ...older].some(({ isWritten }) => isWritten);
}

/**
 * Builds the images that are written. That of an older kernel which cannot be built is left out.
 *
 * @returns a refusal where it is that of the newest kernel
 * @throws {ToolError} as buildImage, for the newest kernel; ABORT
 */
export async function buildPlaced(
  { wanted, placement, older }: ToBuild,
  build: Build,
  scratch: string,
  esps: readonly LookedEsp[],
): Promise<{ readonly kind: 'built'; readonly to: ToPlace; readonly left: readonly LeftKernel[] } | Refusal> {
  const built = placement.isWritten ? await build(wanted, placement.image, scratch) : null;
  if (built?.kind === 'refused') return built;
  const image = built === null ? null : await asThere(built, scratch, { id: wanted.id, kernel: null }, esps);
  const entries: OlderEntry[] = [];
  const kept: string[] = [];
  const left: LeftKernel[] = [];
  for (const one of older) {
    const { kernel, key, mayStay, name, isWritten } = one;
    const end = isWritten ? await orWhyNot(build(kernel, one.image, scratch)) : null;
    if (end?.kind !== 'refused')
      entries.push({
        placement: one,
        image: end === null ? null : await asThere(end, scratch, { id: wanted.id, kernel: key }, esps),
      });
    else if (mayStay) kept.push(name);
    else left.push({ release: kernel.release, why: end.reason });
  }
  return { kind: 'built', to: { wanted, placement, image, older: entries, kept }, left };
}

/** Whatever keeps an older kernel from an image must not keep the newest one from being booted. */
async function orWhyNot(building: Promise<BuiltIn | Refusal>): Promise<BuiltIn | Refusal> {
  try {
    return await building;
  } catch (error) {
    if (error instanceof ToolError && error.code === 'ABORT') throw error;
    return refused(failureText(error));
  }
}

/**
 * An image that was built, with the time of one that a member has, where that is the same, byte for byte: to esp-mirror and its registry
 * nothing was changed then.
 */
async function asThere(
  { from, size, mtime }: BuiltIn,
  scratch: string,
  { id, kernel }: { readonly id: string; readonly kernel: string | null },
  esps: readonly LookedEsp[],
): Promise<BuiltImage> {
  const built = join(scratch, from);
  for (const { path, found } of esps)
    for (const one of found.entries) {
      if (one.id !== id || one.kernel !== kernel || one.type !== 2 || one.size !== size) continue;
      const there = join(path, entriesDirectory(2), one.name);
      if (readDigestIfSame(built, there) === null) continue;
      await setTimeDurably(built, lstatSync(there).mtimeMs / 1000);
      // As it is kept: Node 20 sets no more than microseconds, and file systems may have less.
      return { from, size, mtime: lstatSync(built).mtimeMs / 1000 };
    }
  return { from, size, mtime };
}
