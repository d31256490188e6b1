import t from 'tap';
import { applyEdits } from '../src/edits.ts';

t.test('edits are applied at once', async (t) => {
  t.equal(applyEdits('abc', []), 'abc');
  t.equal(
    applyEdits('abcdef', [
      { start: 4, end: 6, text: '' },
      { start: 0, end: 1, text: 'xyz' },
      { start: 2, end: 2, text: '-' },
    ]),
    'xyzb-cd',
  );
});
