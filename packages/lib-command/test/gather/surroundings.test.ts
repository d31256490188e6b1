import { fstatSync } from 'node:fs';
import t from 'tap';
import { isJournal } from '../../src/gather/surroundings.ts';

t.test('the journal is told by device and inode', async (t) => {
  const { dev, ino } = fstatSync(2);
  t.ok(isJournal(`${dev}:${ino}`, 2));
  t.notOk(isJournal(`${dev}:${ino + 1}`, 2), 'a variable that was inherited');
  t.notOk(isJournal(undefined, 2));
  t.notOk(isJournal('', 2));
});
