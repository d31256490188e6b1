import t from 'tap';
import { BlockdevError } from '../src/blockdev-error.ts';

t.test('what an error carries', async (t) => {
  const cause = new Error('cut off');
  const error = new BlockdevError('odd', { device: 'sda', cause });
  t.match(error, { name: 'BlockdevError', code: 'MALFORMED', message: 'odd', device: 'sda' });
  t.equal(error.cause, cause);
  t.match(new BlockdevError('odd'), { device: null, cause: undefined });
});
