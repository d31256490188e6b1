import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { DurableError } from '../../src/decide/durable-error.ts';
import { isReadOnly, watchWritable } from '../../src/gather/read-only.ts';

const directory = mkdtempSync(join(tmpdir(), 'read-only-'));
const withCode = (code: string) => Object.assign(new Error(code), { code });
const failed = (cause: Error) => new DurableError('SYSTEM', 'path', 'writing path', { cause });

t.test('a directory that can be written', async (t) => {
  t.equal(isReadOnly(directory), false);
  t.throws(() => isReadOnly(join(directory, 'missing')), { code: 'ENOENT' });
  t.throws(() => watchWritable(join(directory, 'missing')), { code: 'ENOENT' });
});

t.test('what another error has as its reason', async (t) => {
  const { explain } = watchWritable(directory);
  for (const error of [null, withCode('EROFS'), failed(withCode('EIO')), failed(withCode('ENOSPC'))])
    t.equal(explain(error), error, `${error}: it is given back`);
  const refused = failed(withCode('EROFS'));
  t.match(explain(refused), { code: 'READ_ONLY', path: directory, cause: refused }, 'a write was refused');
});
