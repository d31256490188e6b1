import { Writable } from 'node:stream';
import t from 'tap';
import { writeAnswer } from '../../src/act/write-answer.ts';
import { wrong } from '../../src/decide/command-error.ts';
import { testSurroundings } from '../surroundings.ts';

const failing = (code: string) =>
  new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) });

t.test('a text is written', async (t) => {
  const test = testSurroundings([]);
  t.equal(await writeAnswer('many', test.surroundings, async () => 'text\n'), 0);
  t.same([test.out(), test.err()], ['text\n', '']);
});

t.test('no text, nothing', async (t) => {
  const test = testSurroundings([]);
  t.equal(await writeAnswer('many', test.surroundings, async () => null), 0);
  t.same([test.out(), test.err()], ['', '']);
});

t.test('what is wrong is a line, and its status', async (t) => {
  const test = testSurroundings([]);
  const answer = async () => {
    throw wrong('bogus');
  };
  t.equal(await writeAnswer('many', test.surroundings, answer), 2);
  t.same([test.out(), test.err()], ['', 'many: bogus\n']);
});

for (const [code, status, said] of [
  ['EPIPE', 141, ''],
  ['ENOSPC', 1, 'many: cannot write'],
] as const) {
  t.test(`output that ends with ${code}`, async (t) => {
    const test = testSurroundings([], { stdout: failing(code) });
    t.equal(await writeAnswer('many', test.surroundings, async () => 'text\n'), status);
    t.ok(test.err().startsWith(said));
    if (said === '') t.equal(test.err(), '');
  });
}
