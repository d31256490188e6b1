import t from 'tap';
import { startLines } from '../../src/act/start-lines.ts';
import { ToolError } from '../../src/decide/tool-error.ts';

t.test('lines are told one by one, whatever pieces they come in', async (t) => {
  const [out, err]: [string[], string[]] = [[], []];
  const script = 'printf "one\\ntw"; sleep 0.05; printf "o\\n\\nthree"; echo said >&2; exit 3';
  const child = startLines('sh', ['-c', script], {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
  });
  const error = await child.ended;
  t.same(out, ['one', 'two', ''], 'a line without its end is none');
  t.same(err, ['said']);
  t.match(error, { code: 'EXIT', status: 3, stderr: 'said' });
});

t.test('stopping it is no failure', async (t) => {
  const up = Promise.withResolvers<void>();
  const child = startLines('sh', ['-c', 'echo up; exec sleep 100'], { out: () => up.resolve() });
  await up.promise;
  await child.stop();
  t.equal(await child.ended, null);
});

t.test('a program that is not there, and one that is killed', async (t) => {
  const none = startLines('/nonexistent/tool', [], { out: () => undefined });
  t.match(await none.ended, { code: 'ENOENT' });
  const killed = startLines('sh', ['-c', 'kill -9 $$'], { out: () => undefined });
  const error = await killed.ended;
  t.match(error, { code: 'SIGNAL', signal: 'SIGKILL' });
  t.ok(error instanceof ToolError);
});

t.test('its input may be long, and bytes that are no text pass unchanged', async (t) => {
  const out: string[] = [];
  const input = function* () {
    for (let number = 0; number < 20_000; number += 1) yield `${number} \xff\xfe\n`;
  };
  const child = startLines(
    'cat',
    [],
    { out: (line) => out.push(line) },
    { input: input(), encoding: 'latin1' },
  );
  t.type(child.pid, 'number');
  t.match(await child.ended, { code: 'EXIT', status: 0 });
  t.equal(out.length, 20_000);
  t.equal(out.at(-1), '19999 \xff\xfe');
});

t.test('one that does not read its input is judged by its status', async (t) => {
  const input = Array.from({ length: 10_000 }, () => 'a line of input that nobody reads\n');
  const child = startLines('false', [], { out: () => undefined }, { input });
  t.match(await child.ended, { code: 'EXIT', status: 1 });
});
