import { readFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import t from 'tap';
import { runTests, testedPackages } from '../src/package-tests.mjs';

const workspace = resolve(import.meta.dirname, '../../..');

t.test('packages with tests, the one with most of them first', async (t) => {
  const packages = testedPackages();
  t.ok(packages.includes('packages/build-tools'));
  t.equal(new Set(packages).size, packages.length);
  t.ok(packages.indexOf('packages/esp-mirror') < packages.indexOf('packages/lib-lines'));
});

t.test('each directory is reported when its tests have ended', async (t) => {
  const file = (body: string) => `import t from 'tap';\nt.test('a', async (t) => { ${body} });\n`;
  // The plugins of the workspace: with others tap would be built anew, for all that use it.
  const config = relative(join(t.testdirName, 'good'), join(workspace, '.taprc'));
  const project = (files: Record<string, string>) => ({
    '.taprc': `extends: ${config}\ninclude: ["*.test.ts"]\n`,
    'package.json': '{ "type": "module" }\n',
    ...files,
  });
  const top = t.testdir({
    good: project({ 'a.test.ts': file('t.pass(); t.pass();'), 'b.test.ts': file('t.pass();') }),
    bad: project({ 'a.test.ts': file("t.fail('it');"), 'b.test.ts': file('t.pass();') }),
    killed: project({ 'a.test.ts': file("process.kill(process.pid, 'SIGKILL');") }),
    none: project({}),
    logs: {},
  });
  const directories = ['good', 'bad', 'killed', 'none'].map((name) => relative(workspace, join(top, name)));
  const bin = join(workspace, 'node_modules/.bin');
  const env = { PATH: `${bin}:${process.env['PATH']}`, HOME: top };
  const told = new Map<string, string>();
  await runTests(
    directories,
    2,
    { env, logs: join(top, 'logs'), jobs: 2 },
    ({ passed, failed, text }: { passed: number; failed: number; text: string }) => {
      const name = basename(/== tests of (.*)/.exec(text)?.[1] ?? '');
      told.set(name, `${passed} passed, ${failed} failed`);
      t.ok(text.endsWith(`${passed} passed, ${failed} failed`), text);
      t.ok(readFileSync(join(top, 'logs', `${relative(workspace, top)}/${name}.tap`.replaceAll('/', '-'))));
    },
  );
  t.same(Object.fromEntries(told), {
    good: '3 passed, 0 failed',
    bad: '1 passed, 1 failed',
    killed: '0 passed, 1 failed',
    none: '0 passed, 1 failed',
  });
});
