/** One thing that a name is made of: a wildcard for any number of characters, or a rule for one. */
type Token = '*' | ((character: string) => boolean);

/** A part of a glob, between slashes: `**`, or tokens; whether it names a dot that a name begins with. */
type Part = '**' | { readonly tokens: readonly Token[]; readonly hasDot: boolean };

/** Alternatives in braces that one glob may have in all. */
const mostAlternatives = 100;

/** Each token of a glob: an escape, a set, wildcards, a character. */
const tokenPattern =
  /\\(?<escaped>.)|\[(?<not>[!^]?)(?<set>\][^\]]*|[^\]]+)\]|(?<stars>\*+)|(?<single>\?)|(?<plain>.)/gsu;

/**
 * What a glob matches, as in a shell with globstar: `*`, `?` and `[…]` within a name, `**` any directories, `{a,b}` one of them;
 * a dot that a name begins with is matched by a dot only.
 *
 * Neither many wildcards nor long names make it slow: where one thing does not fit, only what the last wildcard stands for is
 * tried again (as in Linux lib/glob.c), which is enough, because an earlier one would give nothing more.
 *
 * @throws {RangeError} for braces with more than a hundred alternatives
 */
export function compileGlob(glob: string): (path: string) => boolean {
  const forms = alternativesOf(glob).map((form) => form.split('/').map(partOf));
  return (path) => {
    const names = path.split('/');
    return forms.some((parts) =>
      isMatch(
        parts,
        names,
        (part) => part === '**',
        (part, name) => (part === '**' ? !name.startsWith('.') : isName(part, name)),
      ),
    );
  };
}

function isName({ tokens, hasDot }: Exclude<Part, '**'>, name: string): boolean {
  if (name.startsWith('.') && !hasDot) return false;
  return isMatch(
    tokens,
    [...name],
    (token) => token === '*',
    (token, character) => token === '*' || token(character),
  );
}

/** Whether rules fit things one by one, where a wild one fits any number of those that it fits singly. */
function isMatch<Rule, Thing>(
  rules: readonly Rule[],
  things: readonly Thing[],
  isWild: (rule: Rule) => boolean,
  fits: (rule: Rule, thing: Thing) => boolean,
): boolean {
  let [rule, thing] = [0, 0];
  let retry: { readonly rule: number; readonly thing: number } | null = null;
  while (thing < things.length || rule < rules.length) {
    const [wanted, found] = [rules[rule], things[thing]];
    if (wanted !== undefined && isWild(wanted)) {
      retry = { rule, thing };
      rule += 1;
    } else if (wanted !== undefined && found !== undefined && fits(wanted, found)) {
      rule += 1;
      thing += 1;
    } else {
      const wild: Rule | undefined = retry === null ? undefined : rules[retry.rule];
      const taken: Thing | undefined = retry === null ? undefined : things[retry.thing];
      if (retry === null || wild === undefined || taken === undefined || !fits(wild, taken)) return false;
      retry = { rule: retry.rule, thing: retry.thing + 1 };
      rule = retry.rule + 1;
      thing = retry.thing;
    }
  }
  return true;
}

function partOf(text: string): Part {
  if (text === '**') return '**';
  const tokens = [...text.matchAll(tokenPattern)].map(({ groups = {} }) => tokenOf(groups));
  return { tokens, hasDot: /^\\?\./.test(text) };
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>): Token {
  const { escaped, not, set, stars, single, plain } = groups;
  if (stars !== undefined) return '*';
  if (single !== undefined) return () => true;
  if (set === undefined) return (character) => character === (escaped ?? plain);
  const ranges = [...set.matchAll(/(.)-(.)|(.)/gsu)].map(
    ([, low, high, one]) => [low ?? one, high ?? one] as const,
  );
  const isIn = (character: string) =>
    ranges.some(([low = '', high = '']) => character >= low && character <= high);
  return (character) => isIn(character) !== (not !== '');
}

/** The globs that one with braces stands for: `a{b,c}` is `ab` and `ac`; a brace without a comma is itself. */
function alternativesOf(glob: string): readonly string[] {
  const found = new Set<string>();
  const open = [glob];
  for (let form = open.pop(); form !== undefined; form = open.pop()) {
    const [whole, inner] = /\{([^{}]*,[^{}]*)\}/.exec(form) ?? [];
    if (whole === undefined || inner === undefined) found.add(form);
    else {
      const at = form.indexOf(whole);
      for (const each of inner.split(','))
        open.push(form.slice(0, at) + each + form.slice(at + whole.length));
    }
    if (found.size + open.length > mostAlternatives)
      throw new RangeError(`${glob} has more than ${mostAlternatives} alternatives in braces`);
  }
  return [...found];
}
