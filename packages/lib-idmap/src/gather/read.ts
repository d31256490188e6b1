import { readFileSync } from 'node:fs';
import { createIdMap, type IdMap } from '../decide/id-map.ts';
import { IdMapError } from '../decide/id-map-error.ts';
import { isJsonMap, parseJsonMap } from '../decide/map-json.ts';
import { type IdPair, parseMap } from '../decide/map-text.ts';

/**
 * The map of some files, in which ids are UTF-8 or any bytes (one character each in the map), and of further pairs. A file is
 * lines of OLD and NEW or the JSON Lines of disk-map, whichever its first character that is not blank begins.
 *
 * @throws {IdMapError} READ when a file cannot be read, and those of parsing
 */
export function readIdMap(files: readonly string[], further: readonly IdPair[]): IdMap {
  return createIdMap([...files.flatMap(readPairs), ...further]);
}

function readPairs(file: string): readonly IdPair[] {
  try {
    const text = readFileSync(file, 'latin1');
    return isJsonMap(text) ? parseJsonMap(text, file) : parseMap(text, file);
  } catch (cause) {
    if (cause instanceof IdMapError || !(cause instanceof Error && 'syscall' in cause)) throw cause;
    throw new IdMapError('READ', file, `cannot read the map ${file}`, { cause });
  }
}
