import { espSetTable, idMapTable } from '@twinroot/lib-record';
import t from 'tap';
import { everyOption, optionsOf, tablesOf } from '../../src/decide/every-option.ts';
import type { CommandSpec } from '../../src/spec.ts';

const spec: CommandSpec = {
  name: 'esp-example',
  summary: 'is an example',
  options: [{ name: 'own', help: 'its own' }],
  writes: [espSetTable],
  exits: [],
  examples: [],
} as unknown as CommandSpec;

t.test('own options come before those that every command has', async (t) => {
  t.strictSame(
    optionsOf(spec).map(({ name }) => name),
    ['own', ...everyOption.map(({ name }) => name)],
  );
});

t.test('what changes something has a dry run, whose plan it can write', async (t) => {
  const changing = { ...spec, changes: { plan: idMapTable } };
  t.ok(optionsOf(changing).some(({ name, short }) => name === 'dry-run' && short === 'n'));
  t.notOk(optionsOf(spec).some(({ name }) => name === 'dry-run'));
  t.strictSame(tablesOf(changing), [espSetTable, idMapTable]);
  t.strictSame(tablesOf({ ...changing, writes: [idMapTable] }), [idMapTable], 'each once');
});

t.test('no two options have a name or a letter in common', async (t) => {
  const names = everyOption.flatMap((option) =>
    'short' in option ? [option.name, option.short] : [option.name],
  );
  t.equal(new Set(names).size, names.length);
});

t.test('the commands of units and hooks read an options file', async (t) => {
  const hasOptions = (name: string) =>
    optionsOf({ ...spec, name }).some((option) => option.name === 'options');
  for (const name of ['esp-which', 'esp-bind', 'esp-mirror']) t.ok(hasOptions(name), name);
  t.notOk(hasOptions('esp-example'));
});
