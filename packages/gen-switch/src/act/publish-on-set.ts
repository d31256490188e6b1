import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeDurably } from '@twinroot/lib-durable';
import { type Refusal, refused } from '@twinroot/lib-failure';
import { entriesDirectory } from '@twinroot/lib-generation';
import {
  type MemberAccess,
  type OpenMember,
  type WaitForLock,
  withMembers,
  withOpenMembers,
} from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';
import { bytesWritten, readDigestIfSame } from '@twinroot/lib-tree';
import type { EspFound } from '../decide/esp-found.ts';
import type { ImageTexts } from '../decide/image-parts.ts';
import { type Placement, placementOf } from '../decide/placement.ts';
import { type BuiltImage, type Publication, publicationOf } from '../decide/publication.ts';
import { shortageOf } from '../decide/shortage.ts';
import type { Wanted } from '../decide/wanted.ts';
import { readEsp } from '../gather/read-esp.ts';
import type { BuiltIn } from './build-image.ts';
import { publish } from './publish.ts';

/** How the booted ESP is written. */
export interface PublishCall {
  readonly sysroot: string;
  readonly signal: AbortSignal;
  /** null: a dry run. */
  readonly wait: WaitForLock | null;
  /** Root of the generation, as it can be read. */
  readonly root: string;
  readonly wanted: Wanted;
  /** Builds a unified kernel image of it. */
  readonly build: (texts: ImageTexts) => Promise<BuiltIn | Refusal>;
  /** Why it must not be published, by what the booted ESP has; null: it may. */
  readonly whyNot: (found: EspFound) => string | null;
}

/** What came of it. */
export interface Published {
  readonly kind: 'published';
  readonly publication: Publication;
  /** What the booted ESP had before. */
  readonly found: EspFound;
  /** Why ESPs have no room for it, of a dry run; null: they have. */
  readonly noRoom: string | null;
}

/** An ESP that is open, and what it has. */
interface Looked {
  readonly member: OpenMember;
  readonly found: EspFound;
  readonly isBooted: boolean;
}

/**
 * Publishes a generation on the booted ESP, when there is room for it on all that are there. Nothing is written before that is known. A dry
 * run has its plan where there is no room, too.
 *
 * @returns a refusal when it was not
 * @throws {Error} when an ESP cannot be read, or the booted one not be written
 * @throws {LockError | ToolError | DurableError}
 */
export function publishOnSet(call: PublishCall, esps: readonly EspMember[]): Promise<Published | Refusal> {
  const { sysroot, signal, wait } = call;
  return withMembers({ sysroot, signal, wait }, (access) => publishWith(access, call, esps));
}

function publishWith(
  access: MemberAccess,
  call: PublishCall,
  esps: readonly EspMember[],
): Promise<Published | Refusal> {
  const { wanted, wait, whyNot } = call;
  const as = { use: 'plan', fsck: false, wait } as const;
  return withOpenMembers(access, esps, as, async (each) => {
    const ends = await each(async (member, _watch, id): Promise<Looked> => {
      const isBooted = esps.some(({ partuuid, role }) => partuuid === id && role === 'booted');
      return { member, isBooted, found: readEsp(member.path, wanted, isBooted) };
    });
    for (const end of ends)
      if (end.kind === 'failed' || end.kind === 'refused')
        return refused(`${end.id} cannot be used: ${end.reason}`);
    const looked = ends.flatMap((end) => (end.kind === 'done' ? [end.value] : []));
    const booted = looked.find(({ isBooted }) => isBooted);
    if (booted === undefined) return refused('the booted ESP is missing: no device has its PARTUUID');
    const why = whyNot(booted.found);
    if (why !== null) return refused(why);
    const placement = placementOf(wanted, booted.found);
    const isBuilt = placement.type === 2 && placement.isWritten;
    const image = isBuilt ? await call.build(placement.image) : null;
    if (image?.kind === 'refused')
      return refused(`the generation ${wanted.id} gets no image: ${image.reason}`);
    try {
      return await publishPlaced(call, looked, booted, placement, image);
    } finally {
      image?.remove();
    }
  });
}

async function publishPlaced(
  { wanted, root, wait, signal }: PublishCall,
  looked: readonly Looked[],
  booted: Looked,
  placement: Placement,
  image: BuiltIn | null,
): Promise<Published | Refusal> {
  const built = image === null ? null : await asThere(image, wanted, looked);
  const publication = publicationOf(wanted, booted.found, placement, built);
  const size = built?.size ?? booted.found.entries.find(({ name }) => name === placement.name)?.size ?? 0;
  const lacks = ({ found, isBooted }: Looked): readonly number[] => {
    if (placement.type === 1)
      return wanted.payloads.filter(({ path }) => found.payloads.get(path) !== 'same').map((one) => one.size);
    const isThere = found.entries.some((one) => one.id === wanted.id && one.type === 2 && one.size === size);
    return built !== null || !(isBooted || isThere) ? [size] : [];
  };
  const full = looked.flatMap((one) => whyFull(one, lacks(one), publication) ?? []);
  const noRoom = full.length === 0 ? null : `${full.join('; ')}; gen-prune --keep N makes room`;
  if (wait === null) return { kind: 'published', publication, found: booted.found, noRoom };
  if (noRoom !== null) return refused(noRoom);
  await publish(publication, image?.directory ?? root, booted.member, signal);
  return { kind: 'published', publication, found: booted.found, noRoom };
}

/**
 * An image that was built, with the time of one that a member has, where that is the same, byte for byte: to esp-mirror and its registry
 * nothing was changed then.
 */
async function asThere(
  { directory, from, size, mtime }: BuiltIn,
  { id }: Wanted,
  looked: readonly Looked[],
): Promise<BuiltImage> {
  const built = join(directory, from);
  for (const { member, found } of looked)
    for (const one of found.entries) {
      if (one.id !== id || one.type !== 2 || one.size !== size) continue;
      const path = join(member.path, entriesDirectory(2), one.name);
      if (readDigestIfSame(built, path) === null) continue;
      const time = lstatSync(path).mtimeMs / 1000;
      await setTimeDurably(built, time);
      return { from, size, mtime: time };
    }
  return { from, size, mtime };
}

/**
 * Why there is no room on an ESP, in words; null: there is. A mirror gets what it lacks, and the texts anew.
 *
 * @param lacking bytes of kernels, initrds or images
 */
function whyFull(
  { member, isBooted }: Looked,
  lacking: readonly number[],
  { type, phases }: Publication,
): string | null {
  const operations = phases.flatMap((phase) => phase.operations);
  const written = operations.filter((operation) => operation.op === 'write').map(bytesWritten);
  const missing = shortageOf([...lacking, ...written], member);
  if (missing === 0) return null;
  const what = isBooted ? 'the booted ESP' : 'the mirror';
  const which =
    type === 1 ? 'the kernel and initrd that it lacks have' : 'the unified kernel image that it lacks has';
  return `${what} ${member.name} needs ${missing} more bytes of room: it has ${member.free} bytes, and ${which} ${lacking.reduce((all, size) => all + size, 0)}`;
}
