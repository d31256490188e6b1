import { fits } from './fits.ts';

/** One thing that a name is made of: a wildcard for any number of characters, or a rule for one. */
type Token = '*' | ((character: string) => boolean);

/** Each token of a glob: an escape, a set, wildcards, what is left open, a character. */
const tokenPattern =
  /\\(?<escaped>.)|\[(?<not>[!^]?)(?<set>\][^\]]*|[^\]]+)\]|(?<stars>\*+)|(?<single>\?)|(?<open>[\\[])|(?<plain>.)/gsu;

type Groups = Readonly<Record<string, string | undefined>>;

/**
 * What a glob matches within one name: `*` any number of characters, `?` one, `[…]` one of a set, with ranges, or none of it after
 * `!` or `^`; `\` takes a meaning away. A bracket that nothing closes is itself, as in a shell. A dot is a character like any.
 *
 * Source: glob(7), without character classes.
 *
 * @param glob without slashes
 */
export function compileNameGlob(glob: string): (name: string) => boolean {
  const tokens = tokensIn(glob).map(({ groups = {} }) => tokenOf(groups));
  return (name) =>
    fits(tokens, [...name], {
      isWild: (token) => token === '*',
      isOne: (token, character) => token === '*' || token(character),
    });
}

/**
 * What is most likely a slip in a glob, as a clause; null when nothing is. A shell takes such things for themselves, or
 * matches nothing.
 */
export function slipIn(glob: string): string | null {
  for (const { 0: text, groups = {} } of tokensIn(glob)) {
    if (groups['open'] !== undefined)
      return text === '[' ? 'nothing closes a [' : `nothing is behind its last ${text}`;
    const isBackwards = rangesIn(groups['set'] ?? '').some(([low, high]) => low > high);
    if (isBackwards) return 'it has a range that runs backwards';
  }
  return null;
}

function tokensIn(glob: string): readonly RegExpExecArray[] {
  return [...glob.matchAll(tokenPattern)];
}

function tokenOf({ escaped, not, set, stars, single, open, plain }: Groups): Token {
  if (stars !== undefined) return '*';
  if (single !== undefined) return () => true;
  if (set === undefined) return (character) => character === (escaped ?? open ?? plain);
  const ranges = rangesIn(set);
  const isIn = (character: string) => ranges.some(([low, high]) => character >= low && character <= high);
  return (character) => isIn(character) !== (not !== '');
}

/** What is in a set: the first and the last character of each range; a character alone is both. */
function rangesIn(set: string): readonly (readonly [low: string, high: string])[] {
  return [...set.matchAll(/(.)-(.)|(.)/gsu)].map(
    ([, low, high, one = '']) => [low ?? one, high ?? one] as const,
  );
}
