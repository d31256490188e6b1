/** What the id of a generation says: a stamp in UTC, and eight letters. */
export const idPattern = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})[A-Za-z]{8}$/;

/** Seconds since 1970 of the stamp in an id; null where it is none. */
export function timeOfId(id: string): number | null {
  const [, ...parts] = idPattern.exec(id) ?? [];
  if (parts.length === 0) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  const time = Date.UTC(year, month - 1, day, hour, minute, second);
  // What is rolled over, as the thirtieth of February, is no time.
  return stampOf(time / 1000) === id.slice(0, 14) ? time / 1000 : null;
}

/**
 * The id of a new generation, which comes after all that are there, whatever the clock says.
 *
 * @param now seconds since 1970
 * @param letters eight of A–Z and a–z, at random
 */
export function newGenerationId(now: number, letters: string, existing: readonly string[]): string {
  const times = existing.flatMap((id) => timeOfId(id) ?? []);
  return `${stampOf(times.reduce((last, time) => Math.max(last, time + 1), Math.floor(now)))}${letters}`;
}

/** Eight letters out of as many random bytes; 52 of 256 values stand for each letter alike, and the rest are passed over. */
export function lettersOf(bytes: Uint8Array): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  const even = 256 - (256 % letters.length);
  return [...bytes]
    .filter((byte) => byte < even)
    .slice(0, 8)
    .map((byte) => letters[byte % letters.length])
    .join('');
}

/** A time as ids have it: 14 digits, in UTC. */
export function stampOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\D/g, '').slice(0, 14);
}
