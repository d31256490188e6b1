import { type Partuuid, parsePartuuid } from '@twinroot/lib-blockdev';
import { unescapeField } from '@twinroot/lib-record';
import type {
  AloneBoot,
  FileState,
  Generation,
  ManifestFile,
  PathState,
  RegistryMember,
} from './registry.ts';
import { UnreadableLine } from './unreadable-line.ts';

/** The words of a value, one after the other. */
export interface Words {
  /** @throws {UnreadableLine} when there is no further word, or it has another form */
  next(form: RegExp): string;
  end(): void;
}

/** The words of the value of a key, with blanks between them. */
export function wordsOf(key: string, value: string): Words {
  const words = value.split(/[ \t]+/);
  let at = 0;
  return {
    next: (form) => {
      const word = words[at];
      at += 1;
      if (word !== undefined && form.test(word)) return word;
      throw new UnreadableLine(`${key} ${value.slice(0, 200)}: word ${at} is not as expected`);
    },
    end: () => {
      if (at < words.length) throw new UnreadableLine(`${key} ${value.slice(0, 200)}: too many words`);
    },
  };
}

const number = /^(?:0|[1-9]\d{0,14})$/;
const digest = /^[0-9a-f]{64}$/;

/** An id: 32 hex digits, in lower case. */
export function idIn(words: Words): string {
  return words.next(/^[0-9a-f]{32}$/);
}

/** A generation: its number and its id. */
export function generationIn(words: Words): Generation {
  return { number: Number(words.next(number)), id: idIn(words) };
}

/** A PARTUUID in lower case. */
export function partuuidIn(words: Words): Partuuid {
  const word = words.next(/^[0-9a-f-]+$/);
  const partuuid = parsePartuuid(word);
  if (partuuid === null) throw new UnreadableLine(`${word} is not a PARTUUID`);
  return partuuid;
}

/** The kind of a member, and its PARTUUID. */
export function memberIn(words: Words): RegistryMember {
  const kind = words.next(/^(?:esp|xbootldr)$/) === 'esp' ? 'esp' : 'xbootldr';
  return { kind, partuuid: partuuidIn(words) };
}

/** A boot id, a time in seconds since 1970, and the member that was missing. */
export function aloneIn(words: Words): AloneBoot {
  const bootId = idIn(words);
  return { bootId, time: Number(words.next(number)), missing: partuuidIn(words) };
}

/** A file of the manifest: digest, bytes, seconds since 1970, path, escaped as in a record. */
export function fileIn(words: Words): ManifestFile {
  const content = words.next(digest);
  const [size, mtime] = [Number(words.next(number)), Number(words.next(number))];
  return { digest: content, size, mtime, path: pathIn(words) };
}

/** A state of a path: like a file, `-` for a digest that was not taken, or `gone` and the path. */
export function pathStateIn(words: Words): PathState {
  const content = words.next(/^(?:[0-9a-f]{64}|-|gone)$/);
  if (content === 'gone') return { path: pathIn(words), file: null };
  const [size, mtime] = [Number(words.next(number)), Number(words.next(number))];
  const file: FileState = { digest: content === '-' ? null : content, size, mtime };
  return { path: pathIn(words), file };
}

function pathIn(words: Words): string {
  const word = words.next(/^./);
  try {
    const path = unescapeField(word);
    if (path !== null && path !== '') return path;
  } catch {
    // Said below.
  }
  throw new UnreadableLine(`${word.slice(0, 200)} is not a path`);
}
