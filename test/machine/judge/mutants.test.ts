import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { changes } from '../guest/changes.ts';
import { mutants } from './mutants.ts';

const packages = join(import.meta.dirname, '../../../packages');
const known = new Set(changes.map(({ name }) => name));

for (const { name, file, edits, changes } of mutants) {
  t.test(`the mutant '${name}' can be made`, (t) => {
    const texts = new Map<string, string>();
    for (const [from, to, other = file ?? ''] of edits) {
      const text = texts.get(other) ?? readFileSync(join(packages, other), 'utf8');
      t.ok(text.includes(from), from);
      texts.set(
        other,
        text.replace(from, () => to),
      );
    }
    t.ok(changes.length > 0 && changes.every((change) => known.has(change)), 'and its changes are there');
    t.end();
  });
}
