import { execFileSync } from 'node:child_process';
import { closeSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openToRead, readFull } from '../../src/gather/read-file.ts';

t.test('a file is read to the end of the buffer or of itself', async (t) => {
  const root = t.testdir({ file: 'abcdef' });
  const file = openToRead(join(root, 'file'));
  const buffer = Buffer.alloc(4);
  t.strictSame([readFull(file, buffer), buffer.toString()], [4, 'abcd']);
  t.strictSame([readFull(file, buffer), buffer.toString('latin1', 0, 2)], [2, 'ef']);
  t.equal(readFull(file, buffer), 0);
  closeSync(file);
});

t.test('what is no file neither leads elsewhere nor waits', async (t) => {
  const root = t.testdir({ file: 'x' });
  symlinkSync('file', join(root, 'link'));
  t.throws(() => openToRead(join(root, 'link')), { code: 'ELOOP' });
  t.throws(() => openToRead(join(root, 'none')), { code: 'ENOENT' });
  execFileSync('mkfifo', [join(root, 'fifo')]);
  closeSync(openToRead(join(root, 'fifo')));
});
