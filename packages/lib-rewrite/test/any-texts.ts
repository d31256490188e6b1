/** Texts of up to 60 parts, the same in each run: tokens that mean something, and any bytes between. */
export function anyTexts(tokens: readonly string[], seed: number): () => string {
  const next = random(seed);
  return () =>
    Array.from({ length: next() % 60 }, () =>
      next() % 3 === 0 ? String.fromCharCode(next() % 256) : (tokens[next() % tokens.length] ?? ''),
    ).join('');
}

/** Numbers from 0 to 2^32-1, the same in each run (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
