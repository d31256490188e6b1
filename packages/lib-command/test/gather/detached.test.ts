import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { hasTerminal } from '../../src/gather/detached.ts';

t.test('the controlling terminal of a line of /proc/PID/stat', async (t) => {
  const line = (name: string, terminal: number) => `812 (${name}) S 1 812 812 ${terminal} 812 4194304 1`;
  t.equal(hasTerminal(line('esp-watch', 34816)), true);
  t.equal(hasTerminal(line('esp-watch', 0)), false);
  t.equal(hasTerminal(line('a) S 1 1 1 7 (b', 0)), false, 'a name may look like fields');
  t.equal(hasTerminal(''), false);
});

const skip = spawnSync('script', ['--version']).error ? 'script(1) is not installed' : false;

t.test('a terminal that goes away ends what is at it, and not what nohup started', { skip }, async (t) => {
  const main = join(import.meta.dirname, '../fixture-main.ts');
  const cases = [
    ['what is at it', 'exec node MAIN work <FIFO 2>LOG', 'SIGHUP'],
    ['what nohup started', 'exec nohup node MAIN work <FIFO >LOG 2>&1', 'SIGTERM'],
  ] as const;
  for (const [what, command, end] of cases) {
    const directory = t.testdir({ log: '' });
    const [fifo, log] = [join(directory, 'fifo'), join(directory, 'log')];
    execFileSync('mkfifo', [fifo]);
    const input = openSync(fifo, 'r+');
    const words = command
      .replace('node', [process.execPath, ...process.execArgv].join(' '))
      .replace('MAIN', main)
      .replace('FIFO', fifo)
      .replace('LOG', log);
    const terminal = spawn('script', ['--quiet', '--command', `echo $$ >&2; ${words}`, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const [first] = await once(terminal.stdout, 'data');
    const pid = Number.parseInt(String(first), 10);
    t.teardown(() => isRunning(pid) && process.kill(pid, 'SIGKILL'));
    await until(() => readFileSync(log, 'utf8').includes('working'));
    terminal.kill('SIGKILL');
    await until(() => !isRunning(pid) || !hasTerminal(readFileSync(`/proc/${pid}/stat`, 'utf8')));
    // The kernel has sent one by now; and this one comes before the end that is meant.
    if (isRunning(pid)) process.kill(pid, 'SIGHUP');
    if (isRunning(pid)) process.kill(pid, 'SIGTERM');
    await until(() => readFileSync(log, 'utf8').includes('finished'));
    t.match(readFileSync(log, 'utf8'), new RegExp(`finished: .*${end}`), what);
    closeSync(input);
  }
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(10);
}

function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}/stat`);
}
