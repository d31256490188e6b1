import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import t from 'tap';
import { createMemoryPipe, pipeCapacity } from '../../../src/act/pipe/memory-pipe.ts';
import { writeText } from '../../../src/act/write-group.ts';

/** What a write comes to, as far as it has come. */
function watched(write: Promise<void>) {
  const seen: { state: 'waits' | 'done' | 'failed'; code?: unknown } = { state: 'waits' };
  write.then(
    () => {
      seen.state = 'done';
    },
    (error: Error) => {
      seen.state = 'failed';
      seen.code = error.name;
    },
  );
  return seen;
}

t.test('every byte comes through, however it is written, and then the end', async (t) => {
  const pipe = createMemoryPipe();
  const pieces = ['', 'a\n', Buffer.from([0, 255, 10]), 'é'.repeat(100_000), '', 'z'];
  const read = buffer(pipe.reader);
  for (const piece of pieces) await writeText(pipe.writer, piece);
  pipe.end();
  t.ok((await read).equals(Buffer.concat(pieces.map((piece) => Buffer.from(piece)))));
});

t.test('a writer that is not waited for loses nothing', async (t) => {
  const pipe = createMemoryPipe();
  const all = Array.from({ length: 5000 }, (_, index) => `${index}`.padStart(40));
  for (const line of all) pipe.writer.write(line);
  pipe.end();
  t.equal(String(await buffer(pipe.reader)), all.join(''));
});

t.test('nothing is taken before it is asked for, and one piece at a time', async (t) => {
  const pipe = createMemoryPipe();
  t.ok(pipe.isTaken(), 'there is nothing');
  await writeText(pipe.writer, 'one');
  await writeText(pipe.writer, 'two');
  await turn();
  t.notOk(pipe.isTaken());
  const pieces = pipe.reader[Symbol.asyncIterator]();
  t.match(await pieces.next(), { value: Buffer.from('one') });
  await turn();
  t.notOk(pipe.isTaken(), 'the second is left');
  t.match(await pieces.next(), { value: Buffer.from('two') });
  t.ok(pipe.isTaken());
  pipe.end();
  t.match(await pieces.next(), { done: true });
});

t.test('a writer waits while more is unread than a pipe holds', async (t) => {
  const pipe = createMemoryPipe();
  await writeText(pipe.writer, Buffer.alloc(pipeCapacity));
  const over = watched(writeText(pipe.writer, 'x'));
  await turn();
  t.equal(over.state, 'waits');
  const pieces = pipe.reader[Symbol.asyncIterator]();
  await pieces.next();
  await turn();
  t.equal(over.state, 'done');
});

t.test('two ends that are always busy let signals and timers through', async (t) => {
  const pipe = createMemoryPipe();
  pipe.writer.on('error', () => undefined);
  let isOver = false;
  setTimeout(() => {
    isOver = true;
  }, 10);
  const write = async () => {
    while (!isOver) await writeText(pipe.writer, 'line\n');
    pipe.end();
  };
  const read = async () => {
    let bytes = 0;
    for await (const chunk of pipe.reader) bytes += chunk.length;
    return bytes;
  };
  const [, bytes] = await Promise.all([write(), read()]);
  t.ok(bytes > 0);
});

t.test('one piece that is larger than a pipe is not done before it is taken', async (t) => {
  const pipe = createMemoryPipe();
  const write = watched(writeText(pipe.writer, Buffer.alloc(2 * pipeCapacity)));
  await turn();
  t.equal(write.state, 'waits');
  await pipe.reader[Symbol.asyncIterator]().next();
  await turn();
  t.equal(write.state, 'done');
});

t.test('a writer whose reader has gone finds out when it writes, and not before', async (t) => {
  const pipe = createMemoryPipe();
  let heard = 0;
  pipe.writer.on('error', (error) => {
    t.match(error, { code: 'EPIPE' });
    heard++;
  });
  await writeText(pipe.writer, 'left unread');
  pipe.closeReader();
  await turn();
  t.equal(heard, 0);
  t.ok(pipe.isTaken());
  await t.rejects(writeText(pipe.writer, 'x'), { name: 'ReaderGone' });
  await turn();
  t.equal(heard, 1);
  pipe.end();
});

t.test('a writer that waits finds out at once', async (t) => {
  const pipe = createMemoryPipe();
  pipe.writer.on('error', () => undefined);
  const write = watched(writeText(pipe.writer, Buffer.alloc(2 * pipeCapacity)));
  await turn();
  pipe.closeReader();
  await turn();
  t.match(write, { state: 'failed', code: 'ReaderGone' });
});

t.test('a reader that stops reading has gone', async (t) => {
  const pipe = createMemoryPipe();
  await writeText(pipe.writer, 'one');
  for await (const _ of pipe.reader) break;
  const failed = once(pipe.writer, 'error');
  pipe.writer.write('two');
  t.match(await failed, [{ code: 'EPIPE' }]);
});
