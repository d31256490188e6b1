import t from 'tap';
import { DurableError } from '../src/durable-error.ts';

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
