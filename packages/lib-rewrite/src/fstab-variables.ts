import { RuleError } from './rule-error.ts';

/** A variable and what stands for it. */
export interface Variable {
  readonly name: string;
  readonly value: string;
}

/** One replacement of a variable in a field. */
export interface Replaced {
  readonly text: string;
  readonly found: readonly Variable[];
}

/** A word and the rest of a text. Not `\s`: that has 0xA0, which is a part of characters in UTF-8. */
export const namedValue = /^[ \t\r\n]*([^ \t\r\n]+)[ \t\r\n]+(.*[^ \t\r\n])[ \t\r\n]*$/s;

/**
 * A variable from `NAME VALUE`. A blank in the value is written as an escape; the value may have escapes itself.
 *
 * @throws {RuleError} when one is missing, or when a second run could find the name again in what the first one wrote
 */
export function parseVariable(text: string): Variable {
  const option = `--set '${text}'`;
  const [, name = '', value = ''] = namedValue.exec(text) ?? [];
  if (name === '' || value === '') throw new RuleError(option, 'expected a name and a value');
  const written = value.replace(
    /[ \t\r\n]/g,
    (blank) => `\\${blank.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  if (canReappear(name, written))
    throw new RuleError(option, 'a second run could find the name again in the value');
  return { name, value: written };
}

/** Replaces variables at once, as complete words: `HOME` is not found in `HOME_DIR`. */
export function createReplacer(variables: readonly Variable[]): (field: string) => Replaced {
  const byName = new Map(variables.map((variable) => [variable.name, variable]));
  const names = [...byName.keys()].toSorted((a, b) => b.length - a.length);
  const pattern = new RegExp(names.map(wordPattern).join('|'), 'g');
  return (field) => {
    const found: Variable[] = [];
    if (names.length === 0) return { text: field, found };
    const text = field.replace(pattern, (name) => {
      const variable = byName.get(name);
      if (variable === undefined) return name;
      found.push(variable);
      return variable.value;
    });
    return { text, found };
  };
}

function wordPattern(name: string): string {
  const literal = name.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  const before = /^\w/.test(name) ? '(?<!\\w)' : '';
  return before + literal + (/\w$/.test(name) ? '(?!\\w)' : '');
}

/** Words cannot come into being from a value and what is beside it; other names can, of their parts. */
function canReappear(name: string, value: string): boolean {
  if (new RegExp(wordPattern(name)).test(value)) return true;
  if (/^\w+$/.test(name)) return false;
  if (name.includes(value)) return true;
  for (let length = 1; length < name.length; length += 1) {
    if (value.endsWith(name.slice(0, length)) || value.startsWith(name.slice(-length))) return true;
  }
  return false;
}
