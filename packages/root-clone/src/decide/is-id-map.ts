import { idMapTable } from '@twinroot/lib-record';

/** Whether a text is a map of ids, as disk-map writes it (a table with its header, or JSON): it has ids of both disks, and is right so. */
export function isIdMap(text: string): boolean {
  const [first = ''] = text.split('\n', 1);
  return /^#(?:OLD +NEW|NEW +OLD)\b/.test(first) || first.includes(`"${idMapTable.schema}"`);
}
