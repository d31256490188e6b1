import { causesOf } from './causes.ts';
import { systemText } from './system-text.ts';

/**
 * A failure in one sentence: its message and those of its causes, each once. Errors of Node's file functions are put in words.
 *
 * @param names what paths begin with, and what stands for it in the text: a directory that is worked on through an open file
 *   (/proc/PID/fd/N) is reported under the name that the user gave it
 */
export function failureText(thrown: unknown, names: ReadonlyMap<string, string> = new Map()): string {
  const texts: string[] = [];
  for (const error of causesOf(thrown)) {
    const text =
      error instanceof Error ? (systemText(error) ?? (error.message || error.name)) : String(error);
    if (!texts.some((earlier) => earlier.includes(text))) texts.push(text);
  }
  return renamed(texts.join(': '), names);
}

/** Only complete names are replaced: /proc/1/fd/2 is not the beginning of /proc/1/fd/21. */
function renamed(text: string, names: ReadonlyMap<string, string>): string {
  let result = text;
  for (const [path, name] of names) {
    const parts = result.split(path);
    result = parts.reduce((before, after) => {
      if (/^[^/\s'":,;)]/.test(after)) return before + path + after;
      const isRoot = name === '/' && after.startsWith('/');
      return before + (isRoot ? '' : name) + after;
    });
  }
  return result;
}
