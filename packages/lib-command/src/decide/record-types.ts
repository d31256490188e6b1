import type { RecordTable } from '@twinroot/lib-record';
import type { CommandSpec } from '../spec.ts';

/** Every record type of these commands, each once: what a command reads, what it plans, what it writes. */
export function recordTypesOf(specs: readonly CommandSpec[]): readonly RecordTable[] {
  const found = new Map<string, RecordTable>();
  for (const { reads, changes, writes } of specs) {
    for (const table of [reads?.table, changes?.plan, ...writes])
      if (table !== undefined && !found.has(table.schema)) found.set(table.schema, table);
  }
  return [...found.values()];
}
