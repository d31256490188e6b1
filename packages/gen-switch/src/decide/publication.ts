import { parseKeyLine } from '@twinroot/lib-bls';
import { type EntryType, entriesDirectory, entryPattern } from '@twinroot/lib-generation';
import type { Operation, Phase } from '@twinroot/lib-tree';
import type { EspFound, OwnEntry, Payload } from './esp-found.ts';
import { withDefault } from './loader-conf.ts';
import type { Placement } from './placement.ts';
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
  /** Its name in the directory in which it was built. */
  readonly from: string;
  /** Bytes. */
  readonly size: number;
  /** Seconds since 1970. */
  readonly mtime: number;
}

/**
 * Plans what is done on the booted ESP: first what entries name, then the entry, then the names that it had, then loader.conf. So what the
 * boot loader finds is always whole, and in the order of the switches.
 *
 * @param image where the entry is one that is written
 */
export function publicationOf(
  wanted: Wanted,
  found: EspFound,
  placement: Placement,
  image: BuiltImage | null,
): Publication {
  const { token, isSwitch, payloads, now } = wanted;
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
  ];
  return {
    type,
    name,
    phases: phases.filter(({ operations }) => operations.length > 0),
    changedDefault: conf === null ? null : { before: conf.before },
  };
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
  { type, name, text, isWritten, replaces }: Placement,
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
