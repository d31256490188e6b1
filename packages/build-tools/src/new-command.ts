// npm run new-command NAME: a command package that passes the contract as it is, in every place that knows the commands.
import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execaSync } from 'execa';
import { commandFiles, dependencies, version } from './command-files.ts';
import { workspaceRoot } from './workspace.mjs';

const at = (path: string) => join(workspaceRoot, path);

function write(path: string, text: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
  process.stdout.write(`${path}\n`);
}

/** Changes a file of JSON, which is formatted as npm does it. */
function changeJson(path: string, change: (value: Record<string, object>) => unknown): void {
  write(path, `${JSON.stringify(change(JSON.parse(readFileSync(at(path), 'utf8'))), null, 2)}\n`);
}

const sorted = (object: object) =>
  Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The multi-call binary depends on it, is built after it, and loads it when it is called. */
function addToMultiCall(name: string): void {
  changeJson('packages/twinroot/package.json', (manifest) => ({
    ...manifest,
    dependencies: { ...manifest['dependencies'], [`@twinroot/${name}`]: version },
  }));
  const tsconfig = 'packages/twinroot/tsconfig.json';
  write(
    tsconfig,
    readFileSync(at(tsconfig), 'utf8').replace(
      /\n {4}\}\n {2}\]/,
      `\n    },\n    {\n      "path": "../${name}"\n    }\n  ]`,
    ),
  );
  const commands = 'packages/twinroot/src/commands.ts';
  const load = (what: string) => `      () => import('@twinroot/${name}/${what}'),\n`;
  const entry = `  [\n    '${name}',\n    callable(\n${load('spec')}${load('run')}    ),\n  ],\n`;
  write(commands, readFileSync(at(commands), 'utf8').replace(/^\]\);$/m, `${entry}]);`));
}

/** As `npm run lock` would have it, and nothing else is looked up. */
function addToLock(name: string): void {
  const own = {
    name: `@twinroot/${name}`,
    version,
    license: 'MIT',
    dependencies,
    bin: { [name]: 'dist/main.js' },
  };
  changeJson('package-lock.json', (lock) => {
    const packages: { [path: string]: object } = { ...lock['packages'] };
    const multiCall = packages['packages/twinroot'];
    if (multiCall === undefined || !('dependencies' in multiCall))
      throw new Error('package-lock.json does not know packages/twinroot');
    multiCall.dependencies = sorted(
      Object.assign({ [`@twinroot/${name}`]: version }, multiCall.dependencies),
    );
    return {
      ...lock,
      packages: sorted({
        ...packages,
        [`packages/${name}`]: own,
        [`node_modules/@twinroot/${name}`]: { resolved: `packages/${name}`, link: true },
      }),
    };
  });
}

/** As npm links the packages of a workspace. */
function link(name: string): void {
  const path = at(`node_modules/@twinroot/${name}`);
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) symlinkSync(`../../packages/${name}`, path);
}

function makeCommand(name: string): void {
  for (const [path, text] of commandFiles(name, new Date())) write(path, text);
  addToMultiCall(name);
  addToLock(name);
  link(name);
  const writeDocs = join(import.meta.dirname, 'write-docs.ts');
  const fromSource = join(import.meta.dirname, 'from-source.ts');
  execaSync(process.execPath, ['--import', fromSource, writeDocs], { stdio: 'inherit' });
}

/** Why there is no such command to be made; null when there is. */
function whyNot(name: string): string | null {
  if (!/^(?!lib-)[a-z0-9]+(-[a-z0-9]+)+$/.test(name))
    return 'NAME is two words or more, in kebab case: esp-count';
  return existsSync(at(`packages/${name}`)) ? `packages/${name} is there already` : null;
}

const [name = ''] = process.argv.slice(2);
const why = whyNot(name);
if (why === null) {
  makeCommand(name);
  process.stdout.write(`\nNow it is yours: ${name} in README.md and CHANGELOG.md, and what it does.\n`);
} else {
  process.stderr.write(`new-command: ${why}\n`);
  process.exitCode = 2;
}
