import { readFileSync } from 'node:fs';
import { errorCode, isMissing } from '@twinroot/lib-failure';
import t from 'tap';

/** What reading a path throws. */
function thrownBy(path: string): unknown {
  try {
    readFileSync(path);
  } catch (error) {
    return error;
  }
  return undefined;
}

const cases: readonly (readonly [why: string, error: unknown, code: string | null, missing: boolean])[] = [
  ['no such file', thrownBy('/nonexistent/file'), 'ENOENT', true],
  ['a file where a directory is expected', thrownBy('/proc/version/below'), 'ENOTDIR', true],
  ['a directory', thrownBy('/proc'), 'EISDIR', false],
  ['an error of ours', Object.assign(new Error('no'), { code: 'MALFORMED' }), 'MALFORMED', false],
  ['an error without a code', new Error('ENOENT: only its text says so'), null, false],
  ['a code that is not a text', Object.assign(new Error('no'), { code: 2 }), null, false],
  ['what is not an error', { code: 'ENOENT' }, null, false],
  ['nothing', undefined, null, false],
];
for (const [why, error, code, missing] of cases) {
  t.test(`${why} has the code ${code}`, async (t) => {
    t.equal(errorCode(error), code);
    t.equal(isMissing(error), missing);
  });
}
