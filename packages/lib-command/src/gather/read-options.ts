import { readFileSync } from 'node:fs';
import { isMissing } from '@twinroot/lib-failure';
import { wrong } from '../decide/command-error.ts';
import { optionsKey, optionWords } from '../decide/options-file.ts';

/**
 * The words that an options file has for a command. None where the file is not there: that is how most machines are.
 *
 * @throws {CommandError} with status 2, naming the file, when it cannot be read or is not an options file.
 */
export function readOptions(path: string, command: string): readonly string[] {
  const key = optionsKey(command);
  if (key === null) return [];
  try {
    return optionWords(new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)), key);
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw wrong(`cannot use the options in ${path}`, { cause });
  }
}
