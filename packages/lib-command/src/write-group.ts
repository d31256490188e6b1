import type { Writable } from 'node:stream';
import { errorCode } from '@twinroot/lib-failure';
import {
  type AnyRecord,
  type Column,
  formatJson,
  formatTable,
  RecordError,
  type RecordTable,
  selectColumns,
} from '@twinroot/lib-record';
import { failed } from './command-error.ts';
import { ReaderGone } from './failure.ts';
import type { CommandSpec, OptionValue } from './spec.ts';

/** How groups are written. */
export type GroupForm =
  | { readonly kind: 'json' }
  | {
      readonly kind: 'table';
      readonly header: boolean;
      /** The columns asked for with `-o`, which are those of one record type. */
      readonly chosen?: { readonly schema: string; readonly columns: readonly Column[] };
    };

/**
 * The form that the options ask for. The columns of `-o` are those of what the command writes: its plan under
 * `--dry-run`, its first record type otherwise.
 *
 * @throws {RecordError} when `-o` names an unknown column.
 */
export function groupForm(spec: CommandSpec, values: ReadonlyMap<string, OptionValue>): GroupForm {
  if (values.get('json') === true) return { kind: 'json' };
  const header = values.get('no-header') !== true;
  const list = values.get('output');
  if (typeof list !== 'string') return { kind: 'table', header };
  const table = (values.get('dry-run') === true && spec.changes?.plan) || spec.writes[0];
  return { kind: 'table', header, chosen: { schema: table.schema, columns: selectColumns(table, list) } };
}

/**
 * Writes groups of records one by one, each when the one before has left.
 *
 * An empty line ends a group. The last one needs none, since the end of output ends it: only where more may come
 * for hours (`ended` says so) is it written at once, because the next command acts on nothing before it.
 *
 * @throws {ReaderGone} when nobody reads standard output any more.
 */
export function createGroupWriter(form: GroupForm, stdout: Writable, ended: () => boolean) {
  let due = '';
  return async (table: RecordTable, records: readonly AnyRecord[]): Promise<void> => {
    const text = groupText(form, table, records);
    if (form.kind === 'json') return writeText(stdout, text);
    const end = ended() ? '\n' : '';
    const before = due;
    due = end === '' ? '\n' : '';
    return writeText(stdout, `${before}${text}${end}`);
  };
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
    return formatTable(table, records, { header: form.header, ...(columns ? { columns } : {}) });
  } catch (cause) {
    // What we made ourselves is not the caller's mistake, which a RecordError would be taken for.
    if (cause instanceof RecordError) throw failed('cannot write a record', { cause });
    throw cause;
  }
}

/** Writes a text, or bytes, and waits until it has left. */
export function writeText(stdout: Writable, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stdout.write(text, (error) => {
      if (!error) return resolve();
      reject(
        isReaderGone(error)
          ? new ReaderGone(error)
          : new Error('cannot write to standard output', { cause: error }),
      );
    });
  });
}

/** Whether an error of a stream says that its reader has gone. */
export function isReaderGone(error: Error): boolean {
  return errorCode(error) === 'EPIPE';
}
