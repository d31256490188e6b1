import { splitArguments } from '@twinroot/lib-cmdline';

/** A kernel command line, to be asked. */
export interface CommandLine {
  readonly text: string;
  /** The last value of a key; null without it. A flag has the empty value. */
  last(key: string): string | null;
  /** All values of a key, in order. */
  all(key: string): readonly string[];
}

/** A kernel command line, taken apart; `-` and `_` in keys are the same (kernel-command-line(7)). */
export function commandLineOf(text: string): CommandLine {
  const pairs = splitArguments(text).map(({ text: argument }): readonly [string, string] => {
    const equals = argument.indexOf('=');
    return equals === -1
      ? [keyOf(argument), '']
      : [keyOf(argument.slice(0, equals)), argument.slice(equals + 1)];
  });
  const all = (key: string) => pairs.filter(([name]) => name === keyOf(key)).map(([, value]) => value);
  return { text, all, last: (key) => all(key).at(-1) ?? null };
}

function keyOf(name: string): string {
  return name.replaceAll('_', '-');
}
