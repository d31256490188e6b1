import type { Copy, Operation } from '@twinroot/lib-tree';

/** Fewer are done one by one: what they would share takes as long. */
const least = 8;

/** What a power cut leaves of one group is written again. */
const most = { files: 512, bytes: 128 * 2 ** 20 };

/**
 * What is done in one go, in this order: new files together, as many as there are one after the other, and everything else alone.
 *
 * @param operations of payloads: nothing depends on a new one yet, which is empty for a while
 */
export function togetherOf(operations: readonly Operation[]): readonly (Operation | readonly Copy[])[] {
  const groups: (Operation | readonly Copy[])[] = [];
  let row: Copy[] = [];
  const endRow = () => {
    groups.push(...(row.length < least ? row : inParts(row)));
    row = [];
  };
  for (const operation of operations) {
    if (operation.op === 'copy' && !operation.replaces) {
      row.push(operation);
      continue;
    }
    endRow();
    groups.push(operation);
  }
  endRow();
  return groups;
}

function inParts(row: readonly Copy[]): readonly (readonly Copy[])[] {
  const parts: Copy[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const copy of row) {
    const part = parts.at(-1);
    if (part === undefined || part.length === most.files || bytes + copy.size > most.bytes) {
      parts.push([copy]);
      bytes = copy.size;
    } else {
      part.push(copy);
      bytes += copy.size;
    }
  }
  return parts;
}
