import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import t from 'tap';
import { workspace } from '../support/binaries.ts';
import { packages } from './sources.ts';

const sources = packages.flatMap((each) => each.sources);

/** What is not written, and the packages in which it may be. */
const rules: readonly (readonly [what: string, pattern: RegExp, except: readonly string[]])[] = [
  ['console', /\bconsole\s*\./, []],
  ['process.exit', /\bprocess\s*\.\s*(exit\s*\(|abort|reallyExit)/, []],
  ['signals', /\bprocess\s*\.\s*kill\b/, ['lib-tool']],
  ['process.argv', /\bprocess\s*\.\s*argv/, ['lib-command']],
  ['process.exitCode', /\bprocess\s*\.\s*exitCode/, ['lib-command']],
  ['process.stdin, stdout, stderr', /\bprocess\s*\.\s*std(in|out|err)/, ['lib-command']],
  ['a shell', /\bshell\s*:\s*(true|['"])|\bexecSync\b|(?<!\.)\bexec\s*\(\s*[`'"]/, []],
  ['child processes', /['"]node:child_process['"]/, ['lib-tool']],
  ['a default export', /\bexport\s+default\b|\bas\s+default\b/, []],
  ['require', /\brequire\s*\(/, []],
  ['a computed import', /\bimport\s*\(\s*[^'\s]/, []],
  ['files beside the module', /\bimport\.meta\b|\b__dirname\b|\b__filename\b/, []],
  ['any', /:\s*any\b|\bas\s+any\b|<any>/, []],
  ['suppressed checks', /@ts-(ignore|expect-error|nocheck)|biome-ignore/, []],
];

for (const [what, pattern, except] of rules) {
  t.test(`not written: ${what}`, async (t) => {
    for (const { package: name, file, text } of sources) {
      const found = pattern.exec(text)?.[0];
      if (!except.includes(name)) t.equal(found, undefined, `${name}/src/${file}`);
    }
  });
}

const writing =
  /^(\*|default|write(File|v)?(Sync)?|appendFile(Sync)?|createWriteStream|copyFile(Sync)?|cp(Sync)?|f?truncate(Sync)?|rename(Sync)?|link(Sync)?|symlink(Sync)?)$/;
/** It writes to the standard output of the process, whatever that is. */
const ownOutput = 'lib-command/src/act/output.ts';
t.test('files are written by lib-durable only', async (t) => {
  for (const { package: name, file, imports } of sources) {
    for (const { from, values } of imports) {
      if (!/^node:fs(\/promises)?$/.test(from) || name === 'lib-durable') continue;
      if (`${name}/src/${file}` === ownOutput) continue;
      t.same(
        values.filter((value) => writing.test(value)),
        [],
        `${name}/src/${file}`,
      );
    }
  }
});

/** A source file: at the top, or in a folder that says whether its files read the world, decide, or change it. */
const sourcePath = /^((gather|decide|act)\/([a-z0-9]+(-[a-z0-9]+)*\/)*)?[a-z0-9]+(-[a-z0-9]+)*\.ts$/;

t.test('names say what is inside', async (t) => {
  const nouns =
    /^(utils?|common|shared|helpers?|misc|core|logic|lib|base|types|constants|manager|service|factory)\b/;
  for (const { name } of packages) t.notMatch(name.replace(/^lib-/, ''), nouns);
  for (const { package: name, file } of sources) {
    t.notMatch(basename(file), nouns, `${name}/src/${file}`);
    t.match(file, sourcePath, `${name}/src/${file} is in kebab case, in a folder that says what it does`);
    if (file === 'index.ts') t.match(name, /^lib-/, 'only libraries have a front door');
  }
});

t.test('every command has the same shape', async (t) => {
  for (const { name, isCommand, sources: own } of packages) {
    if (!isCommand) continue;
    const files = own.map(({ file }) => file);
    for (const file of ['main.ts', 'spec.ts', 'run.ts']) t.ok(files.includes(file), `${name}/src/${file}`);
    const main = own.find(({ file }) => file === 'main.ts');
    t.ok(
      (main?.text
        .trim()
        .split('\n')
        .filter((line) => line !== '').length ?? 9) <= 5,
      `${name}: main.ts only hands over`,
    );
    const spec = own.find(({ file }) => file === 'spec.ts');
    for (const { from, values } of spec?.imports ?? []) {
      t.ok(
        values.length === 0 || from === '@twinroot/lib-record' || from.startsWith('./'),
        `${name}: spec.ts is data, and imports ${from}`,
      );
    }
  }
});

t.test('files stay small', async (t) => {
  for (const { package: name, file, text } of sources)
    t.ok(text.split('\n').length <= 200, `${name}/src/${file}`);
});

t.test('nothing tells of the machine that it was made on', async (t) => {
  const words = '"resolved": "https?:|/home/[a-z]+/';
  const { status, stdout } = spawnSync(
    'git',
    ['grep', '-nE', words, '--', 'packages', 'docs', '*.json', '*.md'],
    {
      cwd: workspace,
      encoding: 'utf8',
    },
  );
  t.equal(stdout, '');
  t.equal(status, 1, 'git looked');
});
