import { failureText } from '@twinroot/lib-failure';
import t from 'tap';
import { DurableError, renamedError } from '../../src/decide/durable-error.ts';

t.test('what an error carries', async (t) => {
  const cause = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
  const cases: [name: string, options: ErrorOptions | undefined, errno: string | null][] = [
    ['an error of the system', { cause }, 'ENOSPC'],
    ['a cause without a code', { cause: new Error('odd') }, null],
    ['a cause that is not an error', { cause: { code: 'ENOSPC' } }, null],
    ['no cause', undefined, null],
  ];
  for (const [name, options, errno] of cases) {
    const error = new DurableError('SYSTEM', 'EFI/a', 'cannot be written', options);
    t.match(
      error,
      { name: 'DurableError', code: 'SYSTEM', path: 'EFI/a', message: 'cannot be written' },
      name,
    );
    t.equal(error.errno, errno, name);
    t.equal(error.cause, options?.cause, name);
  }
});

t.test('another path in the text, and nothing else is lost', async (t) => {
  const cause = Object.assign(new Error("ENOSPC: no space, write '/proc/1/fd/7/x'"), { code: 'ENOSPC' });
  const error = new DurableError('SYSTEM', '/proc/1/fd/7/x', 'writing /proc/1/fd/7/x', { cause });
  const names = new Map([['/proc/1/fd/7', '/efi1/sub']]);
  const renamed = renamedError(error, '/efi1/sub/x', names);
  t.match(renamed, { name: 'DurableError', code: 'SYSTEM', errno: 'ENOSPC', path: '/efi1/sub/x' });
  t.notMatch(failureText(renamed), '/proc/');
  t.match(failureText(renamed), 'ENOSPC');
  t.match(renamedError(cause, '/a', names), { code: 'SYSTEM', errno: 'ENOSPC' });
  t.match(renamedError(new DurableError('CHANGED', '/b', 'x'), '/b', names), {
    code: 'CHANGED',
    errno: null,
  });
});
