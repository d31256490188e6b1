import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { writeOwnText } from '../../src/act/write-own-text.ts';

t.test('a text of the source is written if it is as it was read', async (t) => {
  const directory = t.testdir({ own: 'title A\n', read: 'title A\n' });
  const [own, read] = [join(directory, 'own'), join(directory, 'read')];
  t.match(await writeOwnText(own, 'title 01 A\n', read), { state: 'done' });
  t.equal(readFileSync(own, 'latin1'), 'title 01 A\n');

  writeFileSync(own, 'title B\n');
  const { mtimeMs } = statSync(own);
  t.match(await writeOwnText(own, 'title 01 A\n', read), { state: 'skipped', why: /meanwhile/ });
  t.strictSame([readFileSync(own, 'latin1'), statSync(own).mtimeMs], ['title B\n', mtimeMs], 'changed');

  rmSync(own);
  t.match(await writeOwnText(own, 'title 01 A\n', read), { state: 'skipped' });
  t.notOk(existsSync(own), 'removed: it does not come back');
});
