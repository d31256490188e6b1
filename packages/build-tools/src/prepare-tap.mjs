// tap must be rebuilt once when its plugin list is not the default one. Doing it at install, once,
// keeps parallel test runs from racing for it.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';

const plugins = '.tap/plugins';

execFileSync(process.execPath, ['node_modules/tap/dist/esm/run.mjs', 'build'], { stdio: 'ignore' });

// tap links to its own parts by absolute paths: a checkout that was moved or copied would load those of the old place, and
// none where that is gone.
for (const entry of readdirSync(plugins, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (!entry.isSymbolicLink() || !isAbsolute(readlinkSync(path))) continue;
  const target = relative(join(process.cwd(), entry.parentPath), readlinkSync(path));
  rmSync(path);
  symlinkSync(target, path);
}
const manifest = join(plugins, 'package.json');
const url = (directory) => `file:${directory}`;
writeFileSync(
  manifest,
  readFileSync(manifest, 'utf8').replaceAll(url(`//${process.cwd()}/`), url(`${relative(plugins, '.')}/`)),
);
