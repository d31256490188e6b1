import { createHash } from 'node:crypto';
import { parseKeyLine } from '@twinroot/lib-bls';
import { checkRegistry } from './check-registry.ts';
import { type GoneMember, type Registry, registryLimits } from './registry.ts';
import {
  aloneIn,
  fileIn,
  generationIn,
  idIn,
  memberIn,
  partuuidIn,
  pathStateIn,
  type Words,
  wordsOf,
} from './registry-words.ts';
import { UnreadableLine } from './unreadable-line.ts';

/** A registry as it was read. */
export interface ReadRegistry {
  readonly kind: 'registry';
  readonly registry: Registry;
  readonly text: string;
}

/** What loader/esp-sync holds. */
export type RegistryText =
  | ReadRegistry
  /** Written by a version with another format: it must not be overwritten. */
  | { readonly kind: 'other version'; readonly major: number }
  /** Torn, rotten, changed by hand, or never a registry: it counts as if it were not there. */
  | {
      readonly kind: 'damaged';
      readonly why: string;
      /** The system's, where it is there and cannot be read: nothing is known of what it says. */
      readonly code?: string;
      /** It is no regular file, and nothing can be written in its place. */
      readonly isObstacle?: true;
    };

const damaged = (why: string): RegistryText => ({ kind: 'damaged', why });

/** Reads the bytes of a registry. Nothing in it is believed before its digest is right. */
export function parseRegistry(bytes: Uint8Array): RegistryText {
  if (bytes.length > registryLimits.bytes)
    return damaged(`it has ${bytes.length} bytes, and ${registryLimits.bytes} at most were expected`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return damaged('it is not UTF-8');
  }
  const [, major] = /^# esp-sync (\d{1,9})(?![^.\s])/.exec(text) ?? [];
  if (major === undefined) return damaged('it does not begin with "# esp-sync 1"');
  if (Number(major) !== 1) return { kind: 'other version', major: Number(major) };
  const [end, digest] = /(?<=\n)end[ \t]+sha256:([0-9a-f]{64})\n$/.exec(text) ?? [];
  if (end === undefined) return damaged('its end is missing');
  const body = bytes.subarray(0, bytes.length - end.length);
  if (createHash('sha256').update(body).digest('hex') !== digest)
    return damaged('it is not what its last line says: damaged, or changed by hand');
  try {
    const registry = readLines(text.slice(0, -end.length).split('\n').slice(1, -1));
    return { kind: 'registry', registry, text };
  } catch (error) {
    if (error instanceof UnreadableLine) return damaged(error.message);
    throw error;
  }
}

/** The lines between the first and the last. */
function readLines(lines: readonly string[]): Registry {
  const values = new Map(keys.map((key) => [key, [] as string[]]));
  const others: string[] = [];
  for (const [index, line] of lines.entries()) {
    const { key, start, end } = parseKeyLine(line) ?? { key: line.trim(), start: 0, end: 0 };
    const known = values.get(key);
    if (known === undefined) others.push(line);
    else if (end === 0) throw new UnreadableLine(`line ${index + 2}: ${key} has no value`);
    else known.push(line.slice(start, end));
  }
  const all = <T>(key: string, read: (words: Words) => T): readonly T[] =>
    (values.get(key) ?? []).map((value) => {
      const words = wordsOf(key, value);
      const found = read(words);
      words.end();
      return found;
    });
  const atMostOne = <T>(key: string, read: (words: Words) => T): T | null => {
    const found = all(key, read);
    if (found.length > 1) throw new UnreadableLine(`${key} is there ${found.length} times`);
    return found[0] ?? null;
  };
  const one = <T>(key: string, read: (words: Words) => T): T => {
    const found = atMostOne(key, read);
    if (found === null) throw new UnreadableLine(`it has no ${key}`);
    return found;
  };
  const becoming = atMostOne('becoming', (words) => {
    const generation = generationIn(words);
    words.next(/^from$/);
    return { generation, from: partuuidIn(words) };
  });
  const parents = all('becoming-parent', generationIn);
  const states = all('becoming-file', pathStateIn);
  if (becoming === null && parents.length + states.length > 0)
    throw new UnreadableLine('it has a line of a run that is under way, and no such run');
  const registry = {
    set: one('set', idIn),
    members: all('member', memberIn),
    gone: all('gone', (words): GoneMember => ({ ...memberIn(words), generation: idIn(words) })),
    generation: one('generation', generationIn),
    parents: all('parent', generationIn),
    source: one('source', partuuidIn),
    partOf: atMostOne('part-of', generationIn),
    becoming: becoming === null ? null : { ...becoming, parents, states },
    alone: all('alone', aloneIn),
    others,
    files: all('file', fileIn),
  };
  checkRegistry(registry);
  return registry;
}

const keys: readonly string[] = [
  'set',
  'member',
  'gone',
  'generation',
  'parent',
  'source',
  'part-of',
  'becoming',
  'becoming-parent',
  'becoming-file',
  'alone',
  'file',
];
