import t from 'tap';
import { bytesWritten, type Operation } from '../../src/decide/operation.ts';

const file = { path: 'a', mtime: 0, replaces: false } as const;
const cases: readonly (readonly [operation: Operation, bytes: number])[] = [
  [{ op: 'copy', from: 'b', size: 7, ...file }, 7],
  [{ op: 'write', bytes: Uint8Array.of(1, 2), ...file }, 2],
  [{ op: 'mkdir', path: 'a' }, 0],
  [{ op: 'delete', path: 'a', size: 7 }, 0],
  [{ op: 'rmdir', path: 'a' }, 0],
];
for (const [operation, bytes] of cases)
  t.test(`${operation.op} writes ${bytes} bytes`, async (t) => t.equal(bytesWritten(operation), bytes));
