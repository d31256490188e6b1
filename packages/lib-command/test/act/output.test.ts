import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import t from 'tap';

const output = join(import.meta.dirname, '../../src/act/output.ts');
const flags = ['--import', '@twinroot/build-tools/from-source', '--input-type=module', '--eval'];

/** A program that writes to its standard output and says on standard error whether Node's own stream was asked for. */
function program(body: string): string[] {
  const text = `import { createOutput } from ${JSON.stringify(output)};
    let streams = 0;
    const out = createOutput(1, () => { streams += 1; return process.stdout; });
    const write = (chunk) => new Promise((done) => out.write(chunk, (error) => done(error?.code ?? 'written')));
    ${body}
    process.stderr.write('streams: ' + streams);`;
  return [...flags, text];
}

/** Runs a program of node with an open file as its standard output. */
function start(args: readonly string[], stdout: number) {
  const child = spawn(process.execPath, args, { stdio: ['ignore', stdout, 'pipe'] });
  closeSync(stdout);
  if (child.stderr === null) throw new Error('it has no standard error');
  return { stderr: child.stderr };
}

/** A text that says of each byte where it belongs. */
const long = Array.from({ length: 40_000 }, (_, index) => `${index} line\n`).join('');
const makeLong = "Array.from({ length: 40_000 }, (_, index) => `${index} line\\n`).join('')";

t.test("into a file, without Node's stream", async (t) => {
  const path = join(t.testdir({ file: 'before\n' }), 'file');
  const body = `await write('é\\n'); await write(Buffer.from('bytes\\n')); await write(''); await write(${makeLong});`;
  const child = start(program(body), openSync(path, 'a'));
  t.equal(await text(child.stderr), 'streams: 0');
  t.equal(readFileSync(path, 'utf8'), `before\né\nbytes\n${long}`);
});

t.test('into /dev/null and into /dev/full', async (t) => {
  const said = (path: string) => {
    const body = "out.on('error', () => {}); process.stderr.write((await write('text')) + ' ');";
    return text(start(program(body), openSync(path, 'w')).stderr);
  };
  t.equal(await said('/dev/null'), 'written streams: 0');
  t.equal(await said('/dev/full'), 'ENOSPC streams: 1', 'the stream says why');
});

t.test('into a pipe, as much as it takes at once; the rest is for the stream, in its order', async (t) => {
  // A pipe of the kernel's: what spawn() makes is a socket.
  const fifo = join(t.testdir({}), 'fifo');
  execFileSync('mkfifo', [fifo]);
  const reader = openSync(fifo, 'r+');
  const body = `await write('short\\n'); const rest = write(${makeLong}); process.stderr.write('begun '); await rest; await write('end');`;
  const child = start(program(body), openSync(fifo, 'w'));
  // Until then nobody reads, and the pipe is full.
  const [begun] = await once(child.stderr, 'data');
  t.equal(String(begun), 'begun ');
  const expected = `short\n${long}end`;
  const chunk = Buffer.alloc(2 ** 16);
  let read = '';
  while (read.length < expected.length) read += chunk.toString('utf8', 0, readSync(reader, chunk));
  t.equal(read, expected);
  t.equal(await text(child.stderr), 'streams: 1');
});

t.test('an error has come to those who listen, whichever wrote', async (t) => {
  const body = `let heard = 0; out.on('error', () => { heard += 1; });
    await write('first');
    await new Promise((done) => process.stdin.once('data', done).resume());
    const codes = [await write('second'), await write('third')];
    await new Promise(setImmediate);
    process.stderr.write([...codes, heard > 0, out.listenerCount('error') > 0].join(' ') + ' ');
    process.stdin.destroy();`;
  // The line that the reader ends with is there when it reads no more.
  const script = '"$@" | { head -c 5 >&2; exec <&-; echo >&2; }';
  const child = spawn('sh', ['-c', script, 'sh', process.execPath, ...program(body)], {
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    said += part;
    if (said === 'first\n') child.stdin.write('go\n');
  });
  await once(child, 'close');
  t.equal(said, 'first\nEPIPE EPIPE true true streams: 1');
});
