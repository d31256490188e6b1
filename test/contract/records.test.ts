import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { commands } from './commands.ts';
import { scenariosOf } from './scenarios.ts';

// One call after the other for all commands: as long as there are many of them.
t.setTimeout(900_000);

const directory = join(workspace, 'docs/schema');
const ajv = new Ajv2020({ strict: true });
for (const file of readdirSync(directory))
  ajv.addSchema(JSON.parse(readFileSync(join(directory, file), 'utf8')));

for (const command of commands) {
  const { name, binary, spec } = command;

  t.test(`${name}: each JSON line is valid against its schema`, async (t) => {
    for (const { args, input } of await scenariosOf(command, t, t.testdir({}))) {
      const { out, err } = await call(binary, ['--json', ...args], { input });
      const lines = out.split('\n');
      t.equal(lines.pop(), '', 'the last line is ended');
      t.ok(lines.length > 0, err);
      for (const line of lines) {
        const group = JSON.parse(line);
        t.equal(Object.keys(group)[0], 'schema');
        const validate = ajv.getSchema(group.schema);
        t.ok(validate, `docs/schema has ${group.schema}`);
        t.ok(validate?.(group), ajv.errorsText(validate?.errors));
      }
    }
  });

  t.test(`${name}: what it writes is in docs/schema`, async (t) => {
    for (const { schema } of [...spec.writes, ...(spec.changes ? [spec.changes.plan] : [])])
      t.ok(ajv.getSchema(schema), schema);
  });

  t.test(`${name}: a table begins with its header, has no colours and ends with a newline`, async (t) => {
    for (const { args, input } of await scenariosOf(command, t, t.testdir({}))) {
      const { out } = await call(binary, args, { input });
      t.match(out, /^#[A-Z]/);
      t.ok(out.endsWith('\n'));
      t.notOk(/[^\P{Cc}\n]/u.test(out));
      const bare = await call(binary, [...args, '--no-header'], { input });
      t.equal(bare.out.split('\n').length, out.split('\n').length - 1);
    }
  });
}
