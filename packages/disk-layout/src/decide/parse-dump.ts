import { checkPartitions } from './check-partitions.ts';
import type { Dump, DumpPartition } from './dump.ts';
import { addHeader, type DumpHeaders, type HeaderLine, headersOf } from './dump-headers.ts';
import { parseDumpLine } from './dump-line.ts';
import { damaged, LayoutError } from './layout-error.ts';

/**
 * The dump that a text is: headers, then partitions, as sfdisk(8) describes them under INPUT FORMATS and libfdisk's script.c
 * writes them. Empty lines and comments are passed over.
 *
 * @param text bytes, one character each
 * @throws {LayoutError} DAMAGED with the line of what sfdisk would not have written: an end that is cut off, too
 */
export function parseDump(text: string): Dump {
  if (text.trim() === '') throw new LayoutError('DAMAGED', null, 'it is empty');
  const lines = text.split('\n');
  // What sfdisk writes ends with a newline: a line without one is a part of a line.
  if (lines.at(-1) !== '') throw damaged(lines.length, 'it is cut off');
  const headers = new Map<string, HeaderLine>();
  const partitions: DumpPartition[] = [];
  let known: DumpHeaders | null = null;
  for (const [index, each] of lines.entries()) {
    const line = index + 1;
    const content = each.trim();
    if (content === '' || content.startsWith('#')) continue;
    if (!content.includes('=')) {
      if (known !== null) throw damaged(line, 'expected a partition');
      addHeader(headers, line, content);
      continue;
    }
    known ??= headersOf(headers);
    partitions.push(parseDumpLine(content, line, known.label, known.sectorSize));
  }
  const { lastLba, ...head } = known ?? headersOf(headers);
  if (partitions.length === 0) throw new LayoutError('DAMAGED', null, 'it has no partitions');
  const dump = { ...head, partitions };
  checkPartitions(dump, lastLba);
  return dump;
}
