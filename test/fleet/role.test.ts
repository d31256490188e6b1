import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { workspace } from '../support/binaries.ts';

// What is written of the role, against what it takes.

const fleet = join(workspace, 'docs/fleet');
const role = join(fleet, 'ansible/roles/twinroot');
const read = (path: string) => readFileSync(path, 'utf8');
const yaml = (path: string) => parse(read(join(role, path)));

t.test('variables: their defaults, their specification and the page are one', async (t) => {
  const defaults: Record<string, unknown> = yaml('defaults/main.yml');
  const specified: Record<string, { default: unknown; description: string }> =
    yaml('meta/argument_specs.yml').argument_specs.main.options;
  t.ok(Object.keys(defaults).length > 5);
  t.strictSame(
    Object.entries(specified).map(([name, one]) => [name, one.default]),
    Object.entries(defaults),
  );
  const rows = [
    ...read(join(fleet, 'ansible/README.md')).matchAll(/^\| `(\w+)` +\| `(.+?)` +\| (.+?) +\|$/gm),
  ];
  t.strictSame(
    rows.map(([, name, value, what]) => [name, parse(value ?? ''), what]),
    Object.entries(specified).map(([name, one]) => [name, one.default, one.description]),
  );
});

t.test('what its files use is a variable that it has', async (t) => {
  const known = new Set([...Object.keys(yaml('defaults/main.yml')), ...Object.keys(yaml('vars/main.yml'))]);
  const files = readdirSync(role, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.(yml|j2)$/.test(path),
  );
  const text = files.map((path) => read(join(role, path))).join('\n');
  for (const [, name = ''] of text.matchAll(/register: (\w+)/g)) known.add(name);
  const used = new Set(text.match(/\b(?:__)?twinroot_\w+/g));
  t.ok(used.size > 10);
  for (const name of used) t.ok(known.has(name), name);
  for (const name of Object.keys(yaml('defaults/main.yml')))
    t.ok(text.split(name).length > 3, `${name} is used beyond where it is told of`);
});

t.test('the example and the role name units and pages that are there', async (t) => {
  const units = readdirSync(join(workspace, 'units'));
  const pages = ['README.md', 'ansible/README.md'].map((page) => join(fleet, page));
  const texts = [join(fleet, 'ansible/site.yml'), join(role, 'tasks/units.yml'), join(role, 'vars/main.yml')];
  const found = [...pages, ...texts].flatMap((path) => [
    ...(read(path).match(/\b[a-z-]+\.(?:service|timer)\b/g) ?? []),
  ]);
  t.ok(found.length > 10);
  for (const unit of found) t.ok(units.includes(unit), unit);
  for (const page of pages)
    for (const [, link = ''] of read(page).matchAll(/\]\(([^)#]+)[^)]*\)/g))
      t.doesNotThrow(() => readdirOrRead(join(page, '..', link)), `${page}: ${link}`);
  t.ok(parse(read(join(fleet, 'ansible/site.yml')))[0].roles[0].role === 'twinroot');
});

function readdirOrRead(path: string): unknown {
  try {
    return readFileSync(path);
  } catch {
    return readdirSync(path);
  }
}
