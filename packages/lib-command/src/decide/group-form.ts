import {
  type AnyRecord,
  type Column,
  formatHuman,
  formatJson,
  formatTable,
  RecordError,
  type RecordTable,
  selectColumns,
} from '@twinroot/lib-record';
import type { CommandSpec, OptionValue } from '../spec.ts';
import { failed } from './command-error.ts';

/** How groups are written. */
export type GroupForm =
  | { readonly kind: 'json' }
  | {
      /** `human`: for people, and read by no command. */
      readonly kind: 'table' | 'human';
      readonly header: boolean;
      /** The columns asked for with `-o`, which are those of one record type. */
      readonly chosen?: { readonly schema: string; readonly columns: readonly Column[] };
    };

/**
 * The form that the options ask for. The columns of `-o` are those of what the command writes: its plan under
 * `--dry-run`, what another option writes instead, its first record type otherwise.
 *
 * @throws {RecordError} when `-o` names an unknown column.
 */
export function groupForm(spec: CommandSpec, values: ReadonlyMap<string, OptionValue>): GroupForm {
  if (values.get('json') === true) return { kind: 'json' };
  const header = values.get('no-header') !== true;
  const list = values.get('output');
  const kind = values.get('human') === true ? 'human' : 'table';
  if (typeof list !== 'string') return { kind, header };
  const instead = Object.entries(spec.instead ?? {}).find(([option]) => values.get(option) === true);
  const table = (values.get('dry-run') === true && spec.changes?.plan) || instead?.[1] || spec.writes[0];
  return { kind, header, chosen: { schema: table.schema, columns: selectColumns(table, list) } };
}

/**
 * A group in a form, without the empty line that ends a table.
 *
 * @throws {CommandError} when a record cannot be written
 */
export function groupText(form: GroupForm, table: RecordTable, records: readonly AnyRecord[]): string {
  try {
    if (form.kind === 'json') return formatJson(table, records);
    const columns = form.chosen?.schema === table.schema ? form.chosen.columns : undefined;
    const format = form.kind === 'human' ? formatHuman : formatTable;
    return format(table, records, { header: form.header, ...(columns ? { columns } : {}) });
  } catch (cause) {
    // What we made ourselves is not the caller's mistake, which a RecordError would be taken for.
    if (cause instanceof RecordError) throw failed('cannot write a record', { cause });
    throw cause;
  }
}
