import { PassThrough, Readable, Writable } from 'node:stream';
import t from 'tap';
import { execute } from '../../src/act/execute.ts';
import type { Context } from '../../src/context.ts';
import { Interruption } from '../../src/decide/interruption.ts';
import { spec as fixture } from '../fixture.ts';
import { testSurroundings } from '../surroundings.ts';

const { reads: _, ...rest } = fixture;
const spec = { ...rest, filters: { text: 'a poem', call: 'copy <poem' } } as const;

async function copy({ readBytes, writeBytes }: Context<typeof spec>): Promise<0> {
  for await (const bytes of readBytes()) await writeBytes(bytes);
  return 0;
}

t.test('bytes come out as they go in', async (t) => {
  const stdout = new PassThrough();
  const bytes = Buffer.from([0, 255, 13, 10, 233, 0]);
  const input = Readable.from([bytes.subarray(0, 3), bytes.subarray(3)]);
  const { surroundings } = testSurroundings([], { input, stdout });
  t.equal(await execute(spec, copy, surroundings), 0);
  t.strictSame(stdout.read(), bytes);
});

t.test('no input is none', async (t) => {
  const { surroundings, out, err } = testSurroundings([]);
  t.equal(await execute(spec, copy, surroundings), 0);
  t.equal(out() + err(), '');
});

t.test('a terminal is an error that names the call', async (t) => {
  const { surroundings, err } = testSurroundings([], { stdinIsTerminal: () => true });
  t.equal(await execute(spec, copy, surroundings), 2);
  t.match(err(), /a poem.*copy <poem/);
});

t.test('input that cannot be read is the caller’s', async (t) => {
  const input = new Readable({
    read() {
      this.destroy(Object.assign(new Error('EISDIR'), { syscall: 'read', code: 'EISDIR' }));
    },
  });
  const { surroundings, err } = testSurroundings([], { input });
  t.equal(await execute(spec, copy, surroundings), 2);
  t.match(err(), /EISDIR/);
});

t.test('a signal ends the waiting for input', async (t) => {
  const told = new AbortController();
  const input = new Readable({ read: () => told.abort(new Interruption('SIGTERM')) });
  const { surroundings } = testSurroundings([], { input, signal: told.signal });
  t.equal(await execute(spec, copy, surroundings), 143);
  t.ok(input.destroyed);
});

t.test('a reader that has gone is 141', async (t) => {
  const stdout = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('gone'), { code: 'EPIPE' })),
  });
  const { surroundings, err } = testSurroundings([], { input: 'text', stdout });
  t.equal(await execute(spec, copy, surroundings), 141);
  t.equal(err(), '');
});

t.test('records are asked for by options', async (t) => {
  const asked = async (...args: string[]) => {
    let answer: boolean | undefined;
    const { surroundings } = testSurroundings(args);
    await execute(
      spec,
      async ({ asksForRecords }: Context<typeof spec>) => {
        answer = asksForRecords;
        return 0;
      },
      surroundings,
    );
    return answer;
  };
  t.equal(await asked(), false);
  t.equal(await asked('-v', '--to', 'a'), false);
  for (const option of ['-n', '-J', '--no-header', '-oROLE']) t.equal(await asked(option), true, option);
});
