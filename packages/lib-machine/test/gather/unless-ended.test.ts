import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import t from 'tap';
import { unlessEnded } from '../../src/gather/unless-ended.ts';

t.test('a process that ends', async (t) => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  const read = () => readFileSync(`/proc/${child.pid}/comm`, 'utf8');
  t.match(unlessEnded(read), /./);
  const open = openSync(`/proc/${child.pid}/stat`, 'r');
  child.kill('SIGKILL');
  await once(child, 'close');
  t.equal(unlessEnded(read), null, 'it is not listed');
  t.equal(
    unlessEnded(() => readSync(open, Buffer.alloc(10))),
    null,
    'what was open cannot be read',
  );
  closeSync(open);
  t.throws(
    () =>
      unlessEnded(() => {
        throw new Error('another');
      }),
    /another/,
  );
});
