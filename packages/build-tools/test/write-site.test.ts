import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import t from 'tap';
import { workspaceRoot } from '../src/workspace.mjs';

t.test('the site has all pages, and each link within it leads somewhere', async (t) => {
  const directory = join(t.testdir(), 'site');
  const script = join(workspaceRoot, 'packages/build-tools/src/write-site.ts');
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
