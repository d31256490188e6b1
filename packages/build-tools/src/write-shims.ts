// npm run shims [-- DIRECTORY]: scripts that run each command, and twinroot, from its sources, in dist/shims or DIRECTORY.
// TWINROOT_BIN=DIRECTORY makes the tests of commands call these in place of the packed binaries.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { commandPackages, workspaceRoot } from './workspace.mjs';

const directory = resolve(process.argv[2] ?? join(workspaceRoot, 'dist/shims'));
const fromSource = join(import.meta.dirname, 'from-source.ts');
const node = join(workspaceRoot, 'node_modules/.bin/node');

const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

/** Nothing of the caller gets into its node, as with a packed binary. */
function shim(name: string): string {
  const main = join(workspaceRoot, 'packages', name, 'src/main.ts');
  return `#!/bin/sh\nunset NODE_OPTIONS\nexec ${quote(node)} --import ${quote(fromSource)} ${quote(main)} "$@"\n`;
}

mkdirSync(directory, { recursive: true });
for (const name of [...commandPackages(), 'twinroot']) {
  const path = join(directory, name);
  writeFileSync(path, shim(name));
  chmodSync(path, 0o755);
}
process.stdout.write(`${directory}\n`);
