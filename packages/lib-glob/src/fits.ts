/** How rules stand to things. */
export interface Rules<Rule, Thing> {
  /** Whether a rule stands for any number of things, none included. */
  readonly isWild: (rule: Rule) => boolean;
  /** Whether a thing is what a rule stands for; of a wild one, whether it may be one of those. */
  readonly isOne: (rule: Rule, thing: Thing) => boolean;
}

/**
 * Whether rules fit things one by one, from the first to the last.
 *
 * Neither many wild rules nor many things make it slow: where one thing does not fit, only what the last wild rule stands for is
 * tried again, which is enough, because an earlier one would give nothing more. Source: Linux lib/glob.c (glob_match).
 */
export function fits<Rule, Thing>(
  rules: readonly Rule[],
  things: readonly Thing[],
  { isWild, isOne }: Rules<Rule, Thing>,
): boolean {
  let [rule, thing] = [0, 0];
  let retry: { readonly rule: number; readonly thing: number } | null = null;
  while (thing < things.length || rule < rules.length) {
    const [wanted, found] = [rules[rule], things[thing]];
    if (wanted !== undefined && isWild(wanted)) {
      retry = { rule, thing };
      rule += 1;
    } else if (wanted !== undefined && found !== undefined && isOne(wanted, found)) {
      rule += 1;
      thing += 1;
    } else {
      const wild: Rule | undefined = retry === null ? undefined : rules[retry.rule];
      const taken: Thing | undefined = retry === null ? undefined : things[retry.thing];
      if (retry === null || wild === undefined || taken === undefined || !isOne(wild, taken)) return false;
      retry = { rule: retry.rule, thing: retry.thing + 1 };
      rule = retry.rule + 1;
      thing = retry.thing;
    }
  }
  return true;
}
