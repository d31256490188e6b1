import { PassThrough, Writable } from 'node:stream';
import t from 'tap';
import { createGroupWriter, isReaderGone, writeText } from '../../src/act/write-group.ts';
import type { GroupForm } from '../../src/decide/group-form.ts';
import { ReaderGone } from '../../src/decide/interruption.ts';
import { planTable } from '../fixture.ts';

const first = [{ operation: 'copy' }];
const second = [{ operation: 'delete' }, { operation: 'sync' }];
const rows: GroupForm = { kind: 'table', header: false };

const cases: [name: string, form: GroupForm, ended: boolean[], text: string][] = [
  ['one group, ended by the end of output', rows, [false], 'copy\n'],
  ['one group, ended at once', rows, [true], 'copy\n\n'],
  ['two groups, the last one ended by the end of output', rows, [false, false], 'copy\n\ndelete\nsync\n'],
  ['two groups, each ended at once', rows, [true, true], 'copy\n\ndelete\nsync\n\n'],
  ['an ended group before another', rows, [true, false], 'copy\n\ndelete\nsync\n'],
  ['a group that ends the one before', rows, [false, true], 'copy\n\ndelete\nsync\n\n'],
  ['a header for each', { kind: 'table', header: true }, [true], '#OPERATION\ncopy\n\n'],
  [
    'JSON without empty lines',
    { kind: 'json' },
    [true, false],
    '{"schema":"twinroot.fixture-plan/1","operations":[{"operation":"copy"}]}\n' +
      '{"schema":"twinroot.fixture-plan/1","operations":[{"operation":"delete"},{"operation":"sync"}]}\n',
  ],
];
for (const [name, form, ended, text] of cases) {
  t.test(name, async (t) => {
    const stdout = new PassThrough();
    let isEnded = false;
    const write = createGroupWriter(form, stdout, () => isEnded);
    for (const [index, end] of ended.entries()) {
      isEnded = end;
      await write(planTable, index === 0 ? first : second);
    }
    t.equal(String(stdout.read()), text);
  });
}

function failing(code: string): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) });
}

t.test('bytes are written as they are', async (t) => {
  const stdout = new PassThrough();
  await writeText(stdout, Buffer.from([0, 255, 10]));
  t.strictSame(stdout.read(), Buffer.from([0, 255, 10]));
});

t.test('a text has left when its writing ends', async (t) => {
  const left: string[] = [];
  const slow = new Writable({
    write(chunk, _encoding, done) {
      setImmediate(() => {
        left.push(String(chunk));
        done();
      });
    },
  });
  await writeText(slow, 'a');
  t.same(left, ['a']);
});

t.test('a reader that has gone is told from output that cannot be written', async (t) => {
  const gone = failing('EPIPE').on('error', () => undefined);
  await t.rejects(writeText(gone, 'a'), ReaderGone);
  const full = failing('ENOSPC').on('error', () => undefined);
  await t.rejects(writeText(full, 'a'), { name: 'Error', cause: { code: 'ENOSPC' } });
  t.equal(isReaderGone(Object.assign(new Error('gone'), { code: 'EPIPE' })), true);
  t.equal(isReaderGone(Object.assign(new Error('full'), { code: 'ENOSPC' })), false);
  t.equal(isReaderGone(new Error('EPIPE')), false);
});
