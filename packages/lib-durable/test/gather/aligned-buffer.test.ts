import { closeSync, constants, openSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { giveBuffer, pieceLength, takeBuffer } from '../../src/gather/aligned-buffer.ts';

t.test('two that are lent are not the same, and one that is given back is lent again', (t) => {
  const [one, other] = [takeBuffer(), takeBuffer()];
  t.not(one.buffer, other.buffer);
  giveBuffer(one);
  t.equal(takeBuffer(), one);
  giveBuffer(one);
  giveBuffer(other);
  t.end();
});

t.test('a whole piece is read into one past the cache', (t) => {
  const path = join(t.testdir({}), 'file');
  writeFileSync(path, Buffer.alloc(pieceLength, 7));
  const buffer = takeBuffer();
  const file = openSync(path, constants.O_RDONLY | constants.O_DIRECT);
  t.equal(readSync(file, buffer, 0, pieceLength, 0), pieceLength);
  closeSync(file);
  t.ok(buffer.equals(Buffer.alloc(pieceLength, 7)));
  giveBuffer(buffer);
  t.end();
});
