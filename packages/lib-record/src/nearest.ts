/** So many characters of a word are compared: the steps are as many as the product of both lengths, and input has no end. */
const longest = 64;

/**
 * The one of the known words that is nearest to a word that was mistyped; case does not count. null when none is near: when more
 * than a third of its letters, and more than one, would have been mistyped.
 *
 * Words that begin with it come first (`mount` means MOUNTPOINT); otherwise the distance counts what fingers do: a letter
 * too many, missing, wrong, or exchanged with the next one (Damerau-Levenshtein, optimal string alignment).
 */
export function nearest(word: string, known: readonly string[]): string | null {
  const lower = word.slice(0, longest).toLowerCase();
  const begun = lower === '' ? [] : known.filter((name) => name.toLowerCase().startsWith(lower));
  let best: string | null = null;
  let least = begun.length > 0 ? Number.POSITIVE_INFINITY : Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const name of begun.length > 0 ? begun : known) {
    const steps = distance(lower, name.slice(0, longest).toLowerCase());
    if (steps < least) {
      least = steps;
      best = name;
    }
  }
  return best;
}

function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const exchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          at(last, j) + 1,
          at(row, j - 1) + 1,
          at(last, j - 1) + (same ? 0 : 1),
          exchanged ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
