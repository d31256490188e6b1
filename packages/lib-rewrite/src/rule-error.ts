/** An option that says no rule by which lines could be rewritten. */
export class RuleError extends Error {
  readonly code = 'RULE';
  /** The option with its value. */
  readonly option: string;
  constructor(option: string, why: string) {
    super(`${option}: ${why}`);
    this.name = 'RuleError';
    this.option = option;
  }
}
