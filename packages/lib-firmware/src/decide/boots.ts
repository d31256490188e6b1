import { objectOf } from './json-line.ts';

/** One boot, as /var/lib/twinroot/boots has it: a line of JSON with these keys. */
export interface BootNote {
  /** When it was noted, in seconds since 1970. */
  readonly time: number;
  /** Its id, 32 hex digits. */
  readonly boot: string;
  /** PARTUUID of the ESP that was booted, in lower case. */
  readonly member: string;
  /** Number and id of the generation on it; null: it has no registry. */
  readonly generation: number | null;
  readonly generation_id: string | null;
  /** PARTUUID of the member from which it was to boot once; null: nobody had asked. */
  readonly asked: string | null;
  /** What came of that; null: nobody had asked. */
  readonly drill: 'met' | 'missed' | null;
}

/** So many lines are kept, the newest, and beside them the newest of each member. */
const mostLines = 500;

/** The boots in a text of JSON Lines, the oldest first; lines that are something else are passed over. */
export function parseBoots(text: string): readonly BootNote[] {
  return text.split('\n').flatMap((line) => noteOf(line) ?? []);
}

/** Numbers of the lines that are something else, from 1; empty lines are none. */
export function damagedLines(text: string): readonly number[] {
  return text.split('\n').flatMap((line, index) => (line === '' || noteOf(line) !== null ? [] : [index + 1]));
}

/**
 * A text of JSON Lines with one more boot. Boots that are too old are left out. All other lines stay as they are, those that are
 * something else as well: what they were somebody may still read.
 */
export function withBoot(text: string, note: BootNote): string {
  const lines = [...text.split('\n').filter((line) => line !== ''), JSON.stringify(note)];
  const notes = lines.flatMap((line) => noteOf(line) ?? []);
  const newest = new Map(notes.map((each) => [each.member, each]));
  let index = -1;
  const kept = lines.filter((line) => {
    if (noteOf(line) === null) return true;
    index += 1;
    const each = notes[index];
    return index >= notes.length - mostLines || (each !== undefined && newest.get(each.member) === each);
  });
  return kept.map((line) => `${line}\n`).join('');
}

function noteOf(line: string): BootNote | null {
  const value = objectOf(line);
  if (value === null) return null;
  const {
    time,
    boot,
    member,
    generation,
    generation_id,
    asked,
    drill,
  }: Partial<Record<keyof BootNote, unknown>> = value;
  if (typeof time !== 'number' || typeof boot !== 'string' || typeof member !== 'string') return null;
  if (generation !== null && typeof generation !== 'number') return null;
  if (!isTextOrNull(generation_id) || !isTextOrNull(asked)) return null;
  if (drill !== null && drill !== 'met' && drill !== 'missed') return null;
  return { time, boot, member, generation, generation_id, asked, drill };
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}
