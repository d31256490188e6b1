import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { optionsOf, tablesOf } from '@twinroot/lib-command/docs';
import t from 'tap';
import { workspace } from '../support/binaries.ts';
import { commands } from './commands.ts';

const pages = join(workspace, 'docs/man');
const skip = spawnSync('mandoc', ['/dev/null']).error === undefined ? false : 'mandoc is not installed';

t.test('generated documents are fresh', async (t) => {
  const tool = join(workspace, 'packages/build-tools/src/write-docs.ts');
  const { status, stderr } = spawnSync(process.execPath, [tool, '--check'], { encoding: 'utf8' });
  t.equal(stderr, '');
  t.equal(status, 0);
});

for (const { name, spec } of commands) {
  t.test(`${name}: its man page has every option, column, status and example`, async (t) => {
    const page = readFileSync(join(pages, `${name}.8`), 'utf8');
    for (const option of optionsOf(spec)) {
      t.match(page, new RegExp(`^\\.It .*Fl -${option.name}( |$)`, 'm'), option.name);
      if (option.short) t.match(page, new RegExp(`^\\.It Fl ${option.short} ,`, 'm'));
    }
    for (const { fields } of tablesOf(spec))
      for (const { key } of fields) t.match(page, new RegExp(`^\\.It .*Va ${key}$`, 'm'), key);
    for (const { status } of spec.exits) t.match(page, new RegExp(`^\\.It ${status}$`, 'm'));
    for (const { command } of spec.examples) t.ok(page.replaceAll('\\-', '-').includes(command), command);
  });

  t.test(`${name}: bash, zsh and fish complete it`, async (t) => {
    for (const path of [`bash/${name}`, `zsh/_${name}`, `fish/${name}.fish`])
      t.ok(existsSync(join(workspace, 'docs/completions', path)), path);
  });
}

t.test('twinroot(8), which both flavours have, tells of both', async (t) => {
  const page = readFileSync(join(pages, 'twinroot.8'), 'utf8');
  const [, standalone = '', script = ''] = page.split(/^\.Sy twinroot(?: ,|\\-node ,)$/m);
  t.match(standalone, /^It ignores\n\.Ev NODE_OPTIONS/m);
  t.match(script, /^Node reads\n\.Ev NODE_OPTIONS/m);
});

t.test('mandoc finds no fault in any page', { skip }, async (t) => {
  for (const page of readdirSync(pages)) {
    const { stdout } = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning', join(pages, page)], {
      encoding: 'utf8',
    });
    t.equal(stdout, '', page);
  }
  t.ok(readdirSync(pages).length >= commands.length + 2);
});
