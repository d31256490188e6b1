import { openScratch } from '@twinroot/lib-durable';
import { type Refusal, refused } from '@twinroot/lib-failure';
import { writeRefindMenus } from '@twinroot/lib-generation';
import {
  type MemberAccess,
  type OpenMember,
  type WaitForLock,
  withMembers,
  withOpenMembers,
} from '@twinroot/lib-member';
import type { EspMember } from '@twinroot/lib-record';
import { imageScratch } from '@twinroot/lib-uki';
import type { EspFound, OwnEntry } from '../decide/esp-found.ts';
import { type EspFiles, makingRoom } from '../decide/giving-way.ts';
import { olderPlacements } from '../decide/older-placements.ts';
import { placementOf } from '../decide/placement.ts';
import type { Publication } from '../decide/publication.ts';
import {
  type EspRoom,
  type LeftKernel,
  publicationWithRoom,
  type ToPlace,
} from '../decide/publication-with-room.ts';
import type { Wanted } from '../decide/wanted.ts';
import { readEsp } from '../gather/read-esp.ts';
import { readEspFiles } from '../gather/read-esp-files.ts';
import { type Build, buildPlaced, needsBuild, type ToBuild } from './build-placed.ts';
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
  readonly build: Build;
  /** Why it must not be published, by what the booted ESP has; null: it may. */
  readonly whyNot: (found: EspFound) => string | null;
  /** Whether an entry of an older kernel of another generation must not give way, by what the booted ESP has. */
  readonly isHeld: (entry: OwnEntry, found: EspFound) => boolean;
  /** Of the btrfs; null: not known. */
  readonly uuid: string | null;
}

/** What came of it. */
export interface Published {
  readonly kind: 'published';
  readonly publication: Publication;
  /** What the booted ESP had before. */
  readonly found: EspFound;
  /** Why ESPs have no room for it, of a dry run; null: they have. */
  readonly noRoom: string | null;
  /** Its older kernels that have no entry. */
  readonly left: readonly LeftKernel[];
  /** Names of entries of older kernels of other generations that give way. */
  readonly gave: readonly string[];
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
    const to = { wanted, placement, older: olderPlacements(wanted, booted.found, placement) };
    return needsBuild(to)
      ? buildAndPlace(call, looked, booted, to)
      : place(call, looked, booted, unbuilt(to));
  });
}

async function buildAndPlace(
  call: PublishCall,
  looked: readonly Looked[],
  booted: Looked,
  to: ToBuild,
): Promise<Published | Refusal> {
  const scratch = await openScratch(imageScratch, call.signal);
  try {
    const esps = looked.map(({ member, found }) => ({ path: member.path, found }));
    const built = await buildPlaced(to, call.build, scratch.path, esps);
    if (built.kind === 'refused')
      return refused(`the generation ${to.wanted.id} gets no image: ${built.reason}`);
    const published = await place({ ...call, root: scratch.path }, looked, booted, built.to);
    return published.kind === 'refused'
      ? published
      : { ...published, left: [...built.left, ...published.left] };
  } finally {
    await scratch.close();
  }
}

/** What is written are texts, or nothing. */
function unbuilt({ wanted, placement, older }: ToBuild): ToPlace {
  const entries = older.map((one) => ({ placement: one, image: null }));
  return { wanted, placement, image: null, older: entries, kept: [] };
}

/** @param call its root is where what is copied can be read */
async function place(
  call: PublishCall,
  looked: readonly Looked[],
  booted: Looked,
  to: ToPlace,
): Promise<Published | Refusal> {
  const { root, wanted, wait, signal } = call;
  const rooms = looked.map(({ member: { name, free, cluster }, found, isBooted }) => ({
    name,
    free,
    cluster,
    found,
    isBooted,
  }));
  const planned = publicationWithRoom(to, booted.found, rooms);
  const isHeld = (entry: OwnEntry) => call.isHeld(entry, booted.found);
  const made =
    planned.noRoom === null ? null : makingRoom(to, booted.found, filesOf(call, looked, rooms), isHeld);
  const { publication, noRoom, left } = made ?? planned;
  const gave = made?.gave ?? [];
  const published = {
    kind: 'published',
    publication,
    found: booted.found,
    noRoom,
    left,
    gave: gave.map(({ name }) => name),
  } as const;
  if (wait === null) return published;
  if (noRoom !== null) return refused(noRoom);
  const { member } = booted;
  await publish(publication, root, member, signal, async (esp) => {
    // A menu without counters names nothing that goes.
    if (gave.length > 0)
      await writeRefindMenus(esp, wanted.token, ({ name }) => published.gave.includes(name));
  });
  return published;
}

function filesOf(
  { wanted: { token }, uuid }: PublishCall,
  looked: readonly Looked[],
  rooms: readonly EspRoom[],
): readonly EspFiles[] {
  return rooms.flatMap((room, index) => {
    const path = looked[index]?.member.path;
    return path === undefined ? [] : [{ ...room, ...readEspFiles(path, { token, uuid, before: [] }) }];
  });
}
