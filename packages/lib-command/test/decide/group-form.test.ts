import { espSetTable, idMapTable, RecordError } from '@twinroot/lib-record';
import t from 'tap';
import { CommandError } from '../../src/decide/command-error.ts';
import { type GroupForm, groupForm, groupText } from '../../src/decide/group-form.ts';
import type { CommandSpec, OptionValue } from '../../src/spec.ts';
import { planTable, spec } from '../fixture.ts';

type Given = Readonly<Record<string, OptionValue>>;

function formOf(given: Given): GroupForm {
  return groupForm(spec, new Map(Object.entries(given)));
}

const forms: [
  name: string,
  given: Given,
  kind: string,
  header?: boolean,
  schema?: string,
  columns?: string[],
][] = [
  ['nothing', {}, 'table', true],
  ['for people', { human: true }, 'human', true],
  ['for people, without a header', { human: true, 'no-header': true }, 'human', false],
  ['no header', { 'no-header': true }, 'table', false],
  ['JSON', { json: true }, 'json'],
  ['JSON, whatever else', { json: true, 'no-header': true, output: 'BOGUS' }, 'json'],
  ['columns', { output: 'uuid,ROLE' }, 'table', true, espSetTable.schema, ['UUID', 'ROLE']],
  [
    'columns in addition to the usual ones',
    { output: '+LABEL', 'no-header': true },
    'table',
    false,
    espSetTable.schema,
    ['ROLE', 'KIND', 'STATE', 'PARTUUID', 'DEVICE', 'UUID', 'MOUNTPOINT', 'MEMBER-BY', 'LABEL'],
  ],
  [
    'columns of a plan',
    { output: 'OPERATION', 'dry-run': true },
    'table',
    true,
    planTable.schema,
    ['OPERATION'],
  ],
];
for (const [name, given, kind, header, schema, columns] of forms) {
  t.test(`asked for: ${name}`, async (t) => {
    const form = formOf(given);
    t.equal(form.kind, kind);
    if (form.kind === 'json') return;
    t.equal(form.header, header);
    t.equal(form.chosen?.schema, schema);
    t.same(
      form.chosen?.columns.map(({ column }) => column),
      columns,
    );
  });
}

const unknown: [name: string, given: Given][] = [
  ['a column that there is not', { output: 'BOGUS' }],
  ['a column listed twice', { output: 'ROLE,ROLE' }],
  ['no column', { output: '' }],
  ['a column of the plan without a dry run', { output: 'OPERATION' }],
  ['a column of the set under a dry run', { output: 'ROLE', 'dry-run': true }],
];
for (const [name, given] of unknown) {
  t.test(`refused: ${name}`, async (t) => {
    t.throws(() => formOf(given), RecordError);
  });
}

t.test('columns of what an option writes instead', async (t) => {
  const both: CommandSpec = { ...spec, writes: [espSetTable, idMapTable], instead: { ids: idMapTable } };
  const schemaOf = (given: Given) => {
    const form = groupForm(both, new Map(Object.entries(given)));
    return form.kind === 'table' ? form.chosen?.schema : form.kind;
  };
  t.equal(schemaOf({ ids: true, output: 'OLD' }), idMapTable.schema);
  t.equal(schemaOf({ ids: false, output: 'ROLE' }), espSetTable.schema);
  t.throws(() => schemaOf({ ids: true, output: 'ROLE' }), RecordError);
  t.throws(() => schemaOf({ output: 'OLD' }), RecordError);
});

const records = [{ operation: 'copy' }, { operation: 'sync' }];
const texts: [name: string, given: Given, text: string][] = [
  ['a table', {}, '#OPERATION\ncopy\nsync\n'],
  ['a table without a header', { 'no-header': true }, 'copy\nsync\n'],
  ['for people', { human: true }, 'OPERATION\ncopy\nsync\n'],
  ['columns of another record type change nothing', { output: 'UUID' }, '#OPERATION\ncopy\nsync\n'],
  [
    'JSON',
    { json: true },
    '{"schema":"twinroot.fixture-plan/1","operations":[{"operation":"copy"},{"operation":"sync"}]}\n',
  ],
];
for (const [name, given, text] of texts)
  t.test(`text: ${name}`, async (t) => t.equal(groupText(formOf(given), planTable, records), text));

t.test('no records are a header, or an empty list', async (t) => {
  t.equal(groupText(formOf({}), planTable, []), '#OPERATION\n');
  t.equal(groupText(formOf({ 'no-header': true }), planTable, []), '');
  t.equal(
    groupText(formOf({ json: true }), planTable, []),
    '{"schema":"twinroot.fixture-plan/1","operations":[]}\n',
  );
});

t.test('a record that cannot be written is our failure, not the caller’s', async (t) => {
  for (const given of [{}, { json: true }]) {
    t.throws(() => groupText(formOf(given), planTable, [{ operation: null }]), {
      name: CommandError.name,
      status: 1,
      cause: { name: RecordError.name },
    });
  }
});
