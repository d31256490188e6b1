import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import t from 'tap';
import { workspaceRoot } from '../src/workspace.mjs';

const script = join(workspaceRoot, 'packages/build-tools/src/write-site.ts');

t.test('the site has all pages, and each link within it leads somewhere', async (t) => {
  const directory = join(t.testdir(), 'site');
  const { exitCode, stderr } = await execa(process.execPath, [script, directory], { reject: false });
  t.equal(exitCode, 0, stderr);
  const index = readFileSync(join(directory, 'index.html'), 'utf8');
  for (const name of readdirSync(join(workspaceRoot, 'docs/man'))) {
    t.ok(index.includes(`href="docs/man/${name}.html"`), name);
    t.ok(existsSync(join(directory, `docs/man/${name}.html`)));
  }
  for (const name of readdirSync(join(workspaceRoot, 'docs/guides')))
    t.ok(index.includes(`href="docs/guides/${name.replace('.md', '.html')}"`), name);
  const mirror = readFileSync(join(directory, 'docs/man/esp-mirror.8.html'), 'utf8');
  t.match(mirror, /<a class="Xr" href="esp-which\.8\.html">esp-which\(8\)<\/a>/);
  t.notMatch(mirror, /href="[^"]*systemd/, 'other pages of the system are no links');
  t.notMatch(index, /<script|src="http/, 'it needs nothing from elsewhere');
});

t.test('nothing but a site is written over', async (t) => {
  const root = t.testdir({ full: { file: 'mine' }, file: 'mine' });
  const write = (name: string) => execa(process.execPath, [script, join(root, name)], { reject: false });
  for (const name of ['full', 'file', 'no/where', 'full/file']) {
    const { exitCode, stderr } = await write(name);
    t.equal(exitCode, 1, name);
    t.match(stderr, /^site: [^\n]+$/);
  }
  for (const args of [[''], ['--output', join(root, 'x')], [join(root, 'x'), 'y']])
    t.match(await execa(process.execPath, [script, ...args], { reject: false }), { exitCode: 1 });
  t.match(await execa(process.execPath, [script, '--help']), { stdout: /^Usage: / });
  t.equal(readFileSync(join(root, 'full/file'), 'utf8'), 'mine');
  t.match(await execa(process.execPath, [script, '/proc/none'], { reject: false }), { exitCode: 1 });
  mkdirSync(join(root, 'site'));
  t.match(await write('site'), { exitCode: 0 });
  writeFileSync(join(root, 'site/old.html'), '');
  t.match(await write('site'), { exitCode: 0 });
  t.notOk(existsSync(join(root, 'site/old.html')), 'an old page goes');
});
