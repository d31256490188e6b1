import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a command in the guest came to. */
export interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The guest's end of the port, see guest/configure.ts. */
export interface Agent {
  /** Runs a script of bash; one at a time. @throws {Error} when the guest is gone or takes too long */
  run(script: string, seconds?: number): Promise<Answer>;
}

/**
 * Connects to the port of a guest that is being switched on, and waits until it says that it is ready; or wakes one that
 * said so before it was saved: with nobody at the port, it would take that for the end.
 *
 * @throws {Error} when it ends, or says nothing in time
 */
export async function connectAgent(
  path: string,
  ended: Promise<void>,
  seconds: number,
  wake?: () => Promise<void>,
): Promise<Agent> {
  const deadline = performance.now() + seconds * 1000;
  const lines = new Lines();
  const gone = ended.then((): never => {
    throw new Error('the guest ended');
  });
  gone.catch(() => undefined);
  const socket = await openSocket(path, gone, deadline);
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => lines.add(text));
  socket.on('error', () => undefined); // the guest's end is told by `ended`
  const next = (limit: number) => Promise.race([lines.next(), gone, timeout(limit)]);
  if (wake !== undefined) await wake();
  else while ((await next(deadline - performance.now())) !== 'ready');
  return {
    run: async (script, limit = 1200) => {
      socket.write(`${Buffer.from(script).toString('base64')}\n`);
      const [status = '', stdout = '', stderr = ''] = (await next(limit * 1000)).split(' ');
      const decode = (text: string) => Buffer.from(text.slice(1), 'base64').toString();
      return { status: Number(status), stdout: decode(stdout), stderr: decode(stderr) };
    },
  };
}

async function openSocket(path: string, gone: Promise<never>, deadline: number): Promise<Socket> {
  for (;;) {
    const { promise, resolve, reject } = Promise.withResolvers<Socket>();
    const socket = connect(path, () => resolve(socket));
    socket.once('error', reject);
    try {
      return await promise;
    } catch (error) {
      // QEMU has not made it yet.
      if (performance.now() > deadline) throw error;
      await Promise.race([sleep(50), gone]);
    }
  }
}

async function timeout(milliseconds: number): Promise<never> {
  await sleep(Math.max(milliseconds, 0), undefined, { ref: false });
  throw new Error(`no answer within ${(milliseconds / 1000).toFixed(0)} s`);
}

/** Lines that arrive in pieces. */
class Lines {
  private text = '';
  private readonly whole: string[] = [];
  private waiting: ((line: string) => void) | null = null;

  add(text: string): void {
    const lines = (this.text + text).split('\n');
    this.text = lines.pop() ?? '';
    this.whole.push(...lines);
    this.hand();
  }

  next(): Promise<string> {
    return new Promise((resolve) => {
      this.waiting = resolve;
      this.hand();
    });
  }

  private hand(): void {
    const { waiting } = this;
    if (waiting === null) return;
    const line = this.whole.shift();
    if (line === undefined) return;
    this.waiting = null;
    waiting(line);
  }
}
