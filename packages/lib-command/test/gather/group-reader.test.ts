import { PassThrough, Readable } from 'node:stream';
import { type AnyRecord, espSetTable, RecordError } from '@twinroot/lib-record';
import t from 'tap';
import { Interruption } from '../../src/decide/interruption.ts';
import { createGroupReader, type GroupReader } from '../../src/gather/group-reader.ts';
import { planTable, spec } from '../fixture.ts';

const table = '#OPERATION\ncopy\nsync\n';
const json = '{"schema":"twinroot.fixture-plan/1","operations":[{"operation":"delete"}]}\n';
const tableRecords = [{ operation: 'copy' }, { operation: 'sync' }];
const jsonRecords = [{ operation: 'delete' }];

function readerOf(input: Readable | string, signal = new AbortController().signal): GroupReader {
  const stdin = () => (typeof input === 'string' ? Readable.from([Buffer.from(input)]) : input);
  return createGroupReader(spec, { stdin, stdinIsTerminal: () => false }, signal);
}

async function all(reader: GroupReader): Promise<(readonly AnyRecord[])[]> {
  const groups: (readonly AnyRecord[])[] = [];
  for await (const records of reader.readGroups(planTable)) groups.push(records);
  return groups;
}

const inputs: [name: string, input: string, groups: AnyRecord[][]][] = [
  ['a table', table, [tableRecords]],
  ['a table without records', '#OPERATION\n', [[]]],
  ['two tables', `${table}\n#OPERATION\ndelete\n`, [tableRecords, jsonRecords]],
  ['JSON Lines', `${json}${json}`, [jsonRecords, jsonRecords]],
];
for (const [name, input, groups] of inputs)
  t.test(`read: ${name}`, async (t) => t.same(await all(readerOf(input)), groups));

t.test('the only group', async (t) => {
  t.same(await readerOf(table).readOneGroup(planTable), tableRecords);
  await t.rejects(readerOf(`${json}${json}`).readOneGroup(planTable), {
    status: 2,
    message: /more than one/,
  });
  await t.rejects(readerOf('').readOneGroup(planTable), { status: 2, message: /no records/ });
});

t.test('groups of several types say which they are', async (t) => {
  const set = '{"schema":"twinroot.esp-set/1","members":[]}\n';
  const reader = readerOf(`${json}${set}`);
  const seen: [schema: string, records: number][] = [];
  for await (const { table, records } of reader.readGroupsOf([espSetTable, planTable]))
    seen.push([table.schema, records.length]);
  t.same(seen, [
    [planTable.schema, 1],
    [espSetTable.schema, 0],
  ]);
});

const endings: [name: string, input: string, ended: boolean][] = [
  ['an empty line', `${table}\n`, true],
  ['a JSON line', json, true],
  ['the end of input', table, false],
];
for (const [name, text, ended] of endings) {
  t.test(`a group that ${name} ended: ${ended}`, async (t) => {
    const input = new PassThrough();
    const reader = readerOf(input);
    t.equal(reader.groupWasEnded(), false, 'none was read');
    input.write(text);
    if (!ended) input.end(); // else more may come for hours
    for await (const records of reader.readGroups(planTable)) {
      t.ok(records.length > 0);
      t.equal(reader.groupWasEnded(), ended);
      break;
    }
  });
}

const refused: [name: string, input: string | Readable, error: object][] = [
  ['empty', '', { status: 2, message: /^(?!.*esp-which \| esp-fixture)/ }],
  ['not records', 'hello\n', { name: RecordError.name }],
  ['records of another type', '{"schema":"twinroot.esp-set/1","members":[]}\n', { name: RecordError.name }],
  ['a directory', broken('read', 'EISDIR'), { status: 2, cause: { code: 'EISDIR' } }],
  ['a failure other than reading', broken('open', 'EMFILE'), { syscall: 'open', code: 'EMFILE' }],
];
for (const [name, input, error] of refused) {
  t.test(`refused: ${name}`, async (t) => {
    const thrown = await all(readerOf(input)).catch((cause: unknown) => cause);
    t.ok(thrown instanceof Error);
    t.match(thrown, error);
  });
}

function broken(syscall: string, code: string): Readable {
  return new Readable({
    read() {
      this.destroy(Object.assign(new Error(code), { syscall, code }));
    },
  });
}

t.test('a terminal is refused and not opened', async (t) => {
  const { reads: _, ...readsNothing } = spec;
  for (const [of, message] of [
    [spec, /esp-which \| esp-fixture/],
    [readsNothing, /--help/],
  ] as const) {
    const stdin = () => t.fail('opened') as never;
    const reader = createGroupReader(
      of,
      { stdin, stdinIsTerminal: () => true },
      new AbortController().signal,
    );
    await t.rejects(all(reader), { status: 2, message });
  }
});

t.test('a signal ends the waiting, with its own reason', async (t) => {
  const reason = new Interruption('SIGTERM');
  for (const when of ['before', 'while waiting']) {
    const told = new AbortController();
    const input = new PassThrough();
    if (when === 'before') told.abort(reason);
    const ended = all(readerOf(input, told.signal));
    if (when !== 'before') setImmediate(() => told.abort(reason));
    await t.rejects(ended, { name: reason.name, signal: 'SIGTERM' }, when);
  }
});

t.test('input is opened when the first group is asked for, and let go of', async (t) => {
  const input = new PassThrough();
  let opened = 0;
  const stdin = () => {
    opened++;
    return input;
  };
  const reader = createGroupReader(
    spec,
    { stdin, stdinIsTerminal: () => false },
    new AbortController().signal,
  );
  reader.release();
  t.equal(opened, 0);
  input.end(table);
  t.same(await all(reader), [tableRecords]);
  t.equal(opened, 1);
  reader.release();
  t.equal(input.destroyed, true);
});
