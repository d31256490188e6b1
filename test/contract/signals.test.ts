import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { commands } from './commands.ts';

// One call after the other for all commands: as long as there are many of them.
t.setTimeout(900_000);

/**
 * Waits until a command handles signals, as /proc says (SigCgt of proc(5): one bit a signal, from 1). SIGHUP tells: node
 * itself handles SIGINT and SIGTERM while it starts.
 */
async function handlesSignals({ pid }: ChildProcess): Promise<void> {
  const bit = 1n << BigInt(constants.signals.SIGHUP - 1);
  for (;;) {
    const mask = /^SigCgt:\s*([0-9a-f]+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
    if ((BigInt(`0x${mask}`) & bit) !== 0n) return;
    await sleep(2);
  }
}

for (const { name, binary, spec } of commands.filter(
  (command) => command.spec.reads || command.spec.filters,
)) {
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
    t.test(`${name}: ${signal} while it waits for input is 128+N`, async (t) => {
      // In a session of its own: at a terminal, without one of its files there, it would be taken for nohup's.
      const child = spawn(binary, [], { env: {}, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
      let err = '';
      child.stderr.on('data', (chunk: Buffer) => {
        err += chunk;
      });
      await handlesSignals(child);
      child.kill(signal);
      const [status, by] = await once(child, 'close');
      t.match({ status, by }, { status: spec.streams ? 0 : 128 + constants.signals[signal], by: null });
      t.match(err, /^([^\n]+\n)?$/, 'at most one line');
    });
  }

  if (!spec.reads) continue;
  t.test(`${name}: input that is cut off in the middle is 2 and nothing is written`, async (t) => {
    const child = spawn(binary, ['-q'], { env: {}, stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk;
    });
    child.stdin.write('{"schema":"twinroot.');
    await sleep(20);
    child.stdin.end('esp-set/1","mem');
    const [status] = await once(child, 'close');
    t.match({ status, out }, { status: 2, out: '' });
  });
}
