// node packages/build-tools/src/compile-script.ts: all commands as one script for a distribution's node, in dist/node. It is laid out
// there as it is installed: lib/twinroot/twinroot.cjs, and bin with links to it.
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { noOpensslConfig } from './no-openssl-config.ts';
import { commandPackages, readJson, workspaceRoot } from './workspace.mjs';

const directory = join(workspaceRoot, 'dist/node');
/** By its ending it is CommonJS, whatever a package.json above it says. */
const script = 'lib/twinroot/twinroot.cjs';
/** Of Linux, an interpreter has at most one argument. */
const interpreter = `#!/usr/bin/node ${noOpensslConfig}`;

async function bundle(output: string): Promise<Metafile> {
  const { metafile } = await build({
    stdin: {
      contents:
        "import './packages/build-tools/src/node-20.ts';\nimport './packages/twinroot/dist/main.js';\n",
      resolveDir: workspaceRoot,
    },
    outfile: output,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    absWorkingDir: workspaceRoot,
    define: {
      TWINROOT_VERSION: JSON.stringify(readJson('package.json').version),
      TWINROOT_SCRIPT: '__filename',
    },
    banner: { js: interpreter },
    metafile: true,
  });
  return metafile;
}

mkdirSync(join(workspaceRoot, 'dist'), { recursive: true });
const staging = mkdtempSync(join(workspaceRoot, 'dist/script-'));
try {
  const metafile = await bundle(join(staging, script));
  chmodSync(join(staging, script), 0o755);
  writeFileSync(join(staging, 'inputs.json'), `${JSON.stringify(Object.keys(metafile.inputs).sort())}\n`);
  mkdirSync(join(staging, 'bin'));
  symlinkSync(`../${script}`, join(staging, 'bin/twinroot'));
  for (const name of commandPackages()) symlinkSync('twinroot', join(staging, 'bin', name));
  chmodSync(staging, 0o755);
  rmSync(directory, { recursive: true, force: true });
  renameSync(staging, directory);
} finally {
  rmSync(staging, { recursive: true, force: true });
}
