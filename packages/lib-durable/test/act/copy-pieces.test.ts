import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  constants,
  ftruncateSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { copyPieces } from '../../src/act/copy-pieces.ts';
import type { Follower } from '../../src/gather/follower.ts';

const mib = 2 ** 20;

/** Files of which every block is another one, so that none can take the place of another. */
function bytesOf(size: number): Buffer {
  return Buffer.alloc(size, Buffer.from(Array.from({ length: 4099 }, (_, index) => (index * 31) % 251)));
}

/** Copies a file that is known to have a size, and says which pieces were told of. */
async function copied(t: Test, bytes: Uint8Array, size = bytes.length, follower: Follower = {}) {
  const root = t.testdir({});
  const [from, to] = [join(root, 'from'), join(root, 'to')];
  writeFileSync(from, bytes);
  const [source, file] = [openSync(from, 'r'), openSync(to, 'wx+')];
  const pieces: number[] = [];
  const onBytes = (piece: number) => {
    pieces.push(piece);
    follower.onBytes?.(piece);
  };
  const error = await copyPieces(source, file, size, { ...follower, onBytes }).then(
    () => null,
    (reason: unknown) => reason,
  );
  closeSync(source);
  closeSync(file);
  return { from, pieces, error, there: readFileSync(to) };
}

t.test('files of any size are copied whole, and each piece is told of', async (t) => {
  for (const [size, pieces] of [
    [0, []],
    [1, [1]],
    [2 * mib - 1, [2 * mib - 1]],
    [2 * mib, [2 * mib]],
    [2 * mib + 1, [2 * mib, 1]],
    [4 * mib, [2 * mib, 2 * mib]],
    [7 * mib + 5, [2 * mib, 2 * mib, 2 * mib, mib + 5]],
  ] as const) {
    const bytes = bytesOf(size);
    const { error, there, pieces: told } = await copied(t, bytes);
    t.strictSame([error, there.equals(bytes), told], [null, true, pieces], `${size} bytes`);
  }
});

t.test('what is not on the disk of a sparse file is zeros', async (t) => {
  const root = t.testdir({});
  const [source, file] = [openSync(join(root, 'from'), 'wx+'), openSync(join(root, 'to'), 'wx+')];
  ftruncateSync(source, 5 * mib);
  await copyPieces(source, file, 5 * mib, {});
  for (const each of [source, file]) closeSync(each);
  t.ok(readFileSync(join(root, 'to')).equals(Buffer.alloc(5 * mib)));
});

t.test('a signal ends it after the piece in hand', async (t) => {
  for (const last of [1, 2]) {
    const ending = new AbortController();
    const reason = new Error('interrupted');
    let count = 0;
    const onBytes = () => {
      count += 1;
      if (count === last) ending.abort(reason);
    };
    const { error, pieces, there } = await copied(t, bytesOf(9 * mib), 9 * mib, {
      onBytes,
      signal: ending.signal,
    });
    t.equal(error, reason);
    t.equal(pieces.length, last);
    t.equal(there.length, last * 2 * mib);
  }
});

t.test('a source that grows while it is copied does not go on for ever', async (t) => {
  const root = t.testdir({});
  const from = join(root, 'from');
  writeFileSync(from, bytesOf(4 * mib));
  const [source, file] = [openSync(from, 'r'), openSync(join(root, 'to'), 'wx+')];
  const onBytes = (piece: number) => appendFileSync(from, Buffer.alloc(piece));
  await copyPieces(source, file, 4 * mib - 1, { onBytes });
  for (const each of [source, file]) closeSync(each);
  t.equal(readFileSync(join(root, 'to')).length, 4 * mib);
});

t.test('a file that cannot be written, or read', async (t) => {
  const root = t.testdir({});
  const path = join(root, 'file');
  writeFileSync(path, bytesOf(5 * mib));
  const [file, directory] = [openSync(path, 'r'), openSync(root, 'r')];
  await t.rejects(copyPieces(file, file, 5 * mib, {}), { code: 'EBADF' });
  await t.rejects(copyPieces(directory, file, 5 * mib, {}), { code: 'EISDIR' });
  const full = openSync('/dev/full', 'w');
  const again = openSync(path, 'r');
  await t.rejects(copyPieces(again, full, 5 * mib, {}), { code: 'ENOSPC' });
  for (const each of [file, directory, full, again]) closeSync(each);
});

t.test('a piece of which less is written than was asked for is not taken for done', async (t) => {
  const root = t.testdir({});
  const [path, fifo] = [join(root, 'file'), join(root, 'fifo')];
  writeFileSync(path, bytesOf(mib));
  execFileSync('mkfifo', [fifo]);
  const [source, pipe] = [openSync(path, 'r'), openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK)];
  // It takes what a pipe holds, and then says that it is full.
  await t.rejects(copyPieces(source, pipe, mib, {}), { code: 'EAGAIN' });
  for (const each of [source, pipe]) closeSync(each);
});
