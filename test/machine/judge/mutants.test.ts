import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { changes } from '../guest/changes.ts';
import { mutants } from './mutants.ts';

const packages = join(import.meta.dirname, '../../../packages');
const known = new Set(changes.map(({ name }) => name));

for (const { name, file, edits, changes } of mutants) {
  t.test(`the mutant '${name}' can be made`, (t) => {
    let text = file === undefined ? '' : readFileSync(join(packages, file), 'utf8');
    for (const [from, to] of edits) {
      t.ok(text.includes(from), from);
      text = text.replace(from, () => to);
    }
    t.ok(changes.length > 0 && changes.every((change) => known.has(change)), 'and its changes are there');
    t.end();
  });
}
