import { errorCode } from '@twinroot/lib-failure';
import type { AnyRecord, RecordTable } from '@twinroot/lib-record';
import { type GroupForm, groupText } from '../decide/group-form.ts';
import { ReaderGone } from '../decide/interruption.ts';
import type { Output } from './output.ts';

/**
 * Writes groups of records one by one, each when the one before has left.
 *
 * An empty line ends a group. The last one needs none, since the end of output ends it: only where more may come
 * for hours (`ended` says so) is it written at once, because the next command acts on nothing before it.
 *
 * @throws {ReaderGone} when nobody reads standard output any more.
 */
export function createGroupWriter(form: GroupForm, stdout: Output, ended: () => boolean) {
  let separator = '';
  return async (table: RecordTable, records: readonly AnyRecord[]): Promise<void> => {
    const text = groupText(form, table, records);
    if (form.kind === 'json') return writeText(stdout, text);
    const end = ended() ? '\n' : '';
    const before = separator;
    separator = end === '' ? '\n' : '';
    return writeText(stdout, `${before}${text}${end}`);
  };
}

/** Writes a text, or bytes, and waits until it has left. */
export function writeText(stdout: Output, text: string | Uint8Array): Promise<void> {
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
