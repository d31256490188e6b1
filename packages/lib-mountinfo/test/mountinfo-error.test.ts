import t from 'tap';
import { MountinfoError } from '../src/mountinfo-error.ts';

t.test('what an error carries', async (t) => {
  const cause = new Error('odd');
  const error = new MountinfoError('MALFORMED', 'line 3 is cut off', { line: 3, cause });
  t.match(error, { name: 'MountinfoError', code: 'MALFORMED', message: 'line 3 is cut off', line: 3 });
  t.equal(error.cause, cause);
  t.match(new MountinfoError('READ', 'no such file'), { code: 'READ', line: null, cause: undefined });
});
