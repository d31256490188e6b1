import { parseKeyLine } from '@twinroot/lib-bls';
import { type EntryType, entriesDirectory, entryPattern } from '@twinroot/lib-generation';
import type { Operation, Phase } from '@twinroot/lib-tree';
import type { EspFound, OwnEntry, Payload } from './esp-found.ts';
import { withDefault } from './loader-conf.ts';
import type { OlderPlacement } from './older-placements.ts';
import type { PlacedEntry, Placement } from './placement.ts';
import type { Wanted } from './wanted.ts';

/** What is done on the booted ESP, and what it has then. */
export interface Publication {
  readonly type: EntryType;
  /** Name of the entry, in the directory of its type. */
  readonly name: string;
  /** The phases that have something to do. */
  readonly phases: readonly Phase[];
  /** `default` of loader.conf, where it is changed; `before` is null where there was none. */
  readonly changedDefault: { readonly before: string | null } | null;
}

/** A unified kernel image that was built. */
export interface BuiltImage {
  /** Its path below the directory for what is thrown away. */
  readonly from: string;
  /** Bytes. */
  readonly size: number;
  /** Seconds since 1970. */
  readonly mtime: number;
}

/** The entry of an older kernel that there is room for. */
export interface OlderEntry {
  readonly placement: OlderPlacement;
  /** As that of publicationOf. */
  readonly image: BuiltImage | null;
}

/** What becomes of the older kernels of a generation. */
export interface OlderEntries {
  readonly placed: readonly OlderEntry[];
  /** Names of entries that stay as they are. */
  readonly kept: readonly string[];
}

/**
 * Plans what is done on the booted ESP: first what entries name, then the entry, then the names that it had, then loader.conf, then entries of
 * older kernels. So what the boot loader finds is always whole, and in the order of the switches.
 *
 * @param image where the entry is one that is written
 * @param older all that are not among these go
 */
export function publicationOf(
  wanted: Wanted,
  found: EspFound,
  placement: Placement,
  image: BuiltImage | null,
  older: OlderEntries = { placed: [], kept: [] },
): Publication {
  const { token, isSwitch, now } = wanted;
  const payloads = distinctPayloads([wanted, ...older.placed.map(({ placement: { kernel } }) => kernel)]);
  const { type, name, old, plain } = placement;
  const rewritten = (path: string, text: string, replaces = true): Operation => ({
    op: 'write',
    path,
    bytes: Buffer.from(text, 'latin1'),
    mtime: now,
    replaces,
  });
  const conf = isSwitch ? withDefault(found.loaderConf, entryPattern(token)) : null;
  const phases: Phase[] = [
    {
      name: 'payloads',
      operations: [
        ...directoriesFor(type, payloads, found).map((one): Operation => ({ op: 'mkdir', path: one })),
        ...(type === 1 ? copies(payloads, found) : []),
      ],
    },
    {
      name: 'other entries',
      operations: plain.map((one) => rewritten(pathOf(one), withoutMachineId(one.text))),
    },
    { name: 'entry', operations: entryOperations(placement, image, now) },
    {
      name: 'old names',
      operations: old.map((one): Operation => ({ op: 'delete', path: pathOf(one), size: one.size })),
    },
    {
      name: 'loader.conf',
      operations:
        conf === null ? [] : [rewritten('loader/loader.conf', conf.text, found.loaderConf !== null)],
    },
    {
      name: 'older kernels',
      operations: older.placed.flatMap((one) => entryOperations(one.placement, one.image, now)),
    },
    { name: 'old names of older kernels', operations: goingOlder(wanted.id, found, older) },
  ];
  return {
    type,
    name,
    phases: phases.filter(({ operations }) => operations.length > 0),
    changedDefault: conf === null ? null : { before: conf.before },
  };
}

/** What several entries name is there once. */
export function distinctPayloads(all: readonly Pick<Wanted, 'payloads'>[]): readonly Payload[] {
  return [...new Map(all.flatMap(({ payloads }) => payloads.map((one) => [one.path, one]))).values()];
}

function goingOlder(id: string, { entries }: EspFound, { placed, kept }: OlderEntries): readonly Operation[] {
  const staying = new Set([...placed.map(({ placement: { name } }) => name), ...kept]);
  const going = entries.filter((one) => one.id === id && one.kernel !== null && !staying.has(one.name));
  return going.map((one): Operation => ({ op: 'delete', path: pathOf(one), size: one.size }));
}

function pathOf({ type, name }: Pick<OwnEntry, 'type' | 'name'>): string {
  return `${entriesDirectory(type)}/${name}`;
}

/** Directories that the other type needs, and that are not there, are not made. */
function directoriesFor(
  type: EntryType,
  payloads: readonly Payload[],
  { missing }: EspFound,
): readonly string[] {
  const files = [entriesDirectory(type), ...(type === 1 ? payloads.map(({ path }) => path) : []), 'loader'];
  return missing.filter((path) => files.some((file) => `${file}/`.startsWith(`${path}/`)));
}

function entryOperations(
  { type, name, text, isWritten, replaces }: PlacedEntry,
  image: BuiltImage | null,
  now: number,
): readonly Operation[] {
  const path = pathOf({ type, name });
  if (!isWritten) return [];
  if (type === 1) return [{ op: 'write', path, bytes: Buffer.from(text), mtime: now, replaces }];
  return image === null ? [] : [{ op: 'copy', path, ...image, replaces }];
}

/** @param text of an entry, one character each byte */
function withoutMachineId(text: string): string {
  const lines = text.split('\n');
  return lines.filter((line) => parseKeyLine(line)?.key !== 'machine-id').join('\n');
}

function copies(payloads: readonly Payload[], found: EspFound): readonly Operation[] {
  return payloads.flatMap(({ path, from, size, mtime }): Operation[] => {
    const state = found.payloads.get(path) ?? 'absent';
    return state === 'same' ? [] : [{ op: 'copy', path, from, size, mtime, replaces: state === 'differs' }];
  });
}
