import {
  entriesDirectory,
  entryName,
  entryPattern,
  idPattern,
  newGenerationId,
  triesOfNew,
} from '@twinroot/lib-generation';
import type { Operation, Phase } from '@twinroot/lib-tree';
import { type EntryParts, entryText } from './entry-text.ts';
import type { EspFound, OwnEntry, Payload } from './esp-found.ts';
import { withDefault } from './loader-conf.ts';

/** What is to be published. */
export interface Wanted {
  readonly token: string;
  readonly id: string;
  /** Whether it is to be booted from now on; otherwise it is only there, for one boot. */
  readonly isSwitch: boolean;
  /** Whether the machine runs from it. */
  readonly isBooted: boolean;
  readonly parts: Omit<EntryParts, 'sortKey'> & {
    /** What it is where no other generation has one. */
    readonly sortKey: string;
  };
  readonly payloads: readonly Payload[];
  /** Seconds since 1970. */
  readonly now: number;
}

/** What is done on the booted ESP, and what it has then. */
export interface Publication {
  /** Name of the entry, in loader/entries. */
  readonly name: string;
  /** The phases that have something to do. */
  readonly phases: readonly Phase[];
  /** `default` of loader.conf, where it is changed; `before` is null where there was none. */
  readonly changedDefault: { readonly before: string | null } | null;
}

/** The version of one that was never switched to: all others come before it. */
const neverSwitched = '0'.repeat(14);

/**
 * Plans what is done on the booted ESP: first the kernel and the initrds, then the entry, then the names that it had, then loader.conf. So
 * what the boot loader finds is always whole.
 *
 * An entry that booted well has no counter, and gets none. One that never did gets all its tries: who switches to it means it. Where
 * the machine runs from it, its name stays, by which systemd-bless-boot(8) looks for it.
 */
export function publicationOf(wanted: Wanted, found: EspFound): Publication {
  const { token, id, isSwitch, payloads, now } = wanted;
  const own = found.entries.filter((entry) => entry.id === id);
  const others = found.entries.filter((entry) => entry.id !== id);
  const parts = { ...wanted.parts, sortKey: newestOf(others)?.sortKey ?? wanted.parts.sortKey };
  const whole = own.find((entry) => isInPlace(entry, parts, others, isSwitch));
  const name = nameOf(wanted, own, whole);
  const version = versionOf(wanted, others, whole ?? own[0]);
  const text = entryText(parts, version);
  const there = own.find((entry) => entry.name === name);
  const path = (file: string) => `${entriesDirectory}/${file}`;
  const entry: Operation[] =
    there?.text === Buffer.from(text).toString('latin1')
      ? []
      : [
          {
            op: 'write',
            path: path(name),
            bytes: Buffer.from(text),
            mtime: now,
            replaces: there !== undefined,
          },
        ];
  const old = own
    .filter((one) => one.name !== name)
    .map((one): Operation => ({ op: 'delete', path: path(one.name), size: one.text.length }));
  const conf = isSwitch ? withDefault(found.loaderConf, entryPattern(token)) : null;
  const phases: Phase[] = [
    {
      name: 'payloads',
      operations: [
        ...found.missing.map((one): Operation => ({ op: 'mkdir', path: one })),
        ...copies(payloads, found),
      ],
    },
    { name: 'entry', operations: entry },
    { name: 'old names', operations: old },
    {
      name: 'loader.conf',
      operations:
        conf === null
          ? []
          : [
              {
                op: 'write',
                path: 'loader/loader.conf',
                bytes: Buffer.from(conf.text, 'latin1'),
                mtime: now,
                replaces: found.loaderConf !== null,
              },
            ],
    },
  ];
  return {
    name,
    phases: phases.filter(({ operations }) => operations.length > 0),
    changedDefault: conf === null ? null : { before: conf.before },
  };
}

function copies(payloads: readonly Payload[], found: EspFound): readonly Operation[] {
  return payloads.flatMap(({ path, from, size, mtime }): Operation[] => {
    const state = found.payloads.get(path) ?? 'absent';
    return state === 'same' ? [] : [{ op: 'copy', path, from, size, mtime, replaces: state === 'differs' }];
  });
}

/** Whether an entry says what it should, can be booted, and, for a switch, comes before all others. */
function isInPlace(
  entry: OwnEntry,
  parts: EntryParts,
  others: readonly OwnEntry[],
  isSwitch: boolean,
): boolean {
  const { version, text, left } = entry;
  if (version === null || text !== Buffer.from(entryText(parts, version)).toString('latin1')) return false;
  return !isSwitch || (left !== 0 && others.every((one) => one.version === null || one.version < version));
}

function nameOf(
  { token, id, isBooted }: Wanted,
  own: readonly OwnEntry[],
  whole: OwnEntry | undefined,
): string {
  if (own.some(({ left, text }) => left === null && text !== '')) return entryName(token, id, null);
  const running = isBooted ? own.find(({ left }) => left !== null && left > 0) : undefined;
  return (whole ?? running)?.name ?? entryName(token, id, triesOfNew);
}

function versionOf(
  { isSwitch, now }: Wanted,
  others: readonly OwnEntry[],
  own: OwnEntry | undefined,
): string {
  const version = own?.version ?? null;
  if (!isSwitch) return version ?? neverSwitched;
  const versions = others.flatMap((one) => one.version ?? []);
  // One that comes before all others does so with what it has; so a run that was cut and is repeated changes nothing twice.
  if (version !== null && isStamp(version) && versions.every((one) => one < version)) return version;
  const letters = 'AAAAAAAA';
  const stamps = versions.filter(isStamp).map((one) => `${one}${letters}`);
  return newGenerationId(now, letters, stamps).slice(0, 14);
}

function isStamp(version: string): boolean {
  return idPattern.test(`${version}AAAAAAAA`) && version !== neverSwitched;
}

function newestOf(entries: readonly OwnEntry[]): OwnEntry | undefined {
  return entries.toSorted((a, b) => ((a.version ?? '') < (b.version ?? '') ? -1 : 1)).at(-1);
}
