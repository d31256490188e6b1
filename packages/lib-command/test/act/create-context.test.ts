import { PassThrough } from 'node:stream';
import { espSetTable } from '@twinroot/lib-record';
import t from 'tap';
import { createContext } from '../../src/act/create-context.ts';
import { messagesFor } from '../../src/act/messages-for.ts';
import { prepare } from '../../src/act/prepare.ts';
import { createStatusLine } from '../../src/decide/status-line.ts';
import { createByteReader } from '../../src/gather/byte-reader.ts';
import { createGroupReader } from '../../src/gather/group-reader.ts';
import type { Surroundings } from '../../src/gather/surroundings.ts';
import { spec } from '../fixture.ts';
import { testSurroundings } from '../surroundings.ts';

/** The context of the fixture for a command line, and what it writes. */
function contextOf(args: readonly string[], given: Partial<Surroundings> = {}) {
  const test = testSurroundings(args, given);
  const { surroundings } = test;
  const line = prepare(spec, surroundings);
  if (line.kind !== 'run') throw new Error(line.kind);
  const { signal } = surroundings;
  const context = createContext(spec, line, {
    surroundings,
    signal,
    message: messagesFor('esp-fixture', surroundings, line.values),
    statusLine: createStatusLine((text) => surroundings.stderr.write(text), surroundings.stderrColumns),
    reader: createGroupReader(spec, surroundings, signal),
    bytes: createByteReader(spec, surroundings, signal),
  });
  return { context, ...test };
}

t.test('what the command line says is there, with its types', async (t) => {
  const { context } = contextOf(['--dry-run', '--quiet', '--wait', '7', 'a']);
  t.match(context, { dryRun: true, quiet: true, operands: ['a'], sysroot: '/', options: { wait: 7 } });
  t.match(contextOf([]).context, { dryRun: false, quiet: false, asksForRecords: false });
});

for (const args of [['--dry-run'], ['--json'], ['--no-header'], ['--output', 'ROLE']])
  t.test(`${args[0]} asks for records`, async (t) => {
    const { context } = contextOf(args[0] === '--output' ? ['-o', 'ROLE'] : args);
    t.ok(context.asksForRecords);
  });

t.test('progress is for a terminal, and not for --quiet', async (t) => {
  const terminal = { stderrIsTerminal: true, env: { TERM: 'xterm' } };
  t.ok(contextOf([], terminal).context.progress);
  t.notOk(contextOf(['--quiet'], terminal).context.progress);
  t.notOk(contextOf([]).context.progress);
});

t.test('streams are those of its surroundings', async (t) => {
  const childStdout = new PassThrough();
  const { context, out } = contextOf(['--no-header', '-o', 'ROLE,UUID'], {
    childStdout,
    outputIsTaken: () => false,
  });
  t.equal(context.childStdout, childStdout);
  t.equal(context.childStdin, 'inherit');
  t.notOk(context.outputIsTaken());
  await context.writeBytes(Buffer.from('bytes\n'));
  await context.writeGroup(espSetTable, []);
  t.match(out(), /^bytes\n/);
});
