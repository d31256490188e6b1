import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import t from 'tap';
import { workspace } from '../support/binaries.ts';
import { effectOf } from './effects.ts';
import { packages, type Source } from './sources.ts';

/** Whether a source file has a function of its own for others: types, tables, and what is only passed on need no test. */
function exportsFunction({ text }: Source): boolean {
  return /^export\s+(?:(?:async\s+)?function\b|const\s+\w+[^=]*=\s*(?:async\s+)?(?:function\b|\([^)]*\)[^=;{]*=>|\w+\s*=>))/m.test(
    text,
  );
}

/** The names of all test files of a package, without their directories. */
function testsOf(name: string): readonly string[] {
  const directory = join(workspace, 'packages', name, 'test');
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => basename(file));
}

t.test('a function is found in whatever form it is exported', async (t) => {
  const source = (text: string): Source => ({
    package: 'lib-example',
    file: 'example.ts',
    text,
    imports: [],
  });
  const functions = [
    'export function plan(): void {}',
    'export async function plan() {}',
    'export function* plan() {}',
    'export const plan = (a: string): string => a;',
    'export const plan: Plan = async (a) => a;',
    'export const plan = a => a;',
  ];
  for (const text of functions) t.ok(exportsFunction(source(`${text}\n`)), text);
  const others = [
    'function plan() {}',
    'export const table = { fields: [] } as const;',
    'export type Plan = (a: string) => string;',
    "export { plan } from './plan.ts';",
  ];
  for (const text of others) t.notOk(exportsFunction(source(`${text}\n`)), text);
});

for (const { name, sources } of packages) {
  t.test(`${name}: what is pure has a test of its own name`, async (t) => {
    const tests = testsOf(name);
    for (const source of sources) {
      if (!exportsFunction(source) || effectOf(source) !== null) continue;
      const beginning = `${basename(source.file, '.ts')}.`;
      t.ok(
        tests.some((test) => test.startsWith(beginning)),
        `${source.file}: no test/**/${beginning}test.ts`,
      );
    }
  });
}
