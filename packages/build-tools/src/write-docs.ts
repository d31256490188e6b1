// node packages/build-tools/src/write-docs.ts [--check]: man pages and completions from the interfaces of all
// commands, into docs/man and docs/completions, and the PKGBUILD into docs/packaging. It reads the sources, so that what was built before cannot mislead it. With --check nothing is written: what is not fresh is named, status 1.
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CommandSpec } from '@twinroot/lib-command';
import './from-source.ts';
import { pkgbuild, pkgbuildScriptlets } from './package/pkgbuild.ts';
import { commandPackages, workspaceRoot } from './workspace.mjs';

const multiCall = 'twinroot';
const at = (path: string) => join(workspaceRoot, path);

/** All generated files: their texts by their paths below the root. */
async function generate(): Promise<ReadonlyMap<string, string>> {
  const docs = await import('@twinroot/lib-command/docs');
  const files = new Map<string, string>();
  const specs: CommandSpec[] = [];
  for (const name of commandPackages()) {
    const { spec }: { spec: CommandSpec } = await import(
      pathToFileURL(at(`packages/${name}/src/spec.ts`)).href
    );
    specs.push(spec);
    const template = at(`packages/${name}/man/${name}.8.in`);
    if (existsSync(template)) {
      files.set(`docs/man/${name}.8`, docs.manPage(readFileSync(template, 'utf8'), spec));
    } else {
      console.error(`packages/${name}/man/${name}.8.in is missing`);
      process.exitCode = 1;
    }
    files.set(`docs/completions/bash/${name}`, docs.bashCompletion(spec));
    files.set(`docs/completions/zsh/_${name}`, docs.zshCompletion(spec));
    files.set(`docs/completions/fish/${name}.fish`, docs.fishCompletion(spec));
  }
  for (const template of globSync(`packages/${multiCall}/man/*.in`, { cwd: workspaceRoot })) {
    const page = template.replace(/^.*\/(.*)\.in$/, '$1');
    files.set(`docs/man/${page}`, docs.setManPage(page, readFileSync(at(template), 'utf8'), specs));
  }
  const names = specs.map(({ name }) => name);
  files.set(`docs/completions/bash/${multiCall}`, docs.bashMultiCallCompletion(multiCall, names));
  files.set(`docs/completions/zsh/_${multiCall}`, docs.zshMultiCallCompletion(multiCall, names));
  files.set(`docs/completions/fish/${multiCall}.fish`, docs.fishMultiCallCompletion(multiCall, names));
  files.set('docs/packaging/arch/PKGBUILD', pkgbuild());
  files.set('docs/packaging/arch/twinroot.install', pkgbuildScriptlets());
  return files;
}

const files = await generate();
const present = globSync('docs/{man,completions,packaging}/**/*', { cwd: workspaceRoot, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(workspaceRoot.length + 1));
const stale = [
  ...[...files]
    .filter(([path, text]) => !existsSync(at(path)) || readFileSync(at(path), 'utf8') !== text)
    .map(([path]) => path),
  ...present.filter((path) => !files.has(path)),
];
if (process.argv.includes('--check')) {
  for (const path of stale) console.error(`${path} is not fresh: npm run docs`);
  if (stale.length > 0) process.exitCode = 1;
} else {
  for (const path of stale) {
    const text = files.get(path);
    if (text === undefined) rmSync(at(path));
    else {
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), text);
    }
  }
}
