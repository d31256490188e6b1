import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tapResults } from './tap-results.mjs';
import { workspaceRoot } from './workspace.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number, text: string }} Tally what is to be said of it as well */

/**
 * Directories of the workspace with tests: those of the packages, in which most is tested first, so that none is left
 * alone at the end.
 *
 * @returns {string[]}
 */
export function testedPackages() {
  return readdirSync(join(workspaceRoot, 'packages'))
    .map((name) => `packages/${name}`)
    .map((directory) => ({ directory, bytes: bytesOfTests(join(workspaceRoot, directory, 'test')) }))
    .filter(({ bytes }) => bytes > 0)
    .sort((one, other) => other.bytes - one.bytes)
    .map(({ directory }) => directory);
}

/** Not by a recursive readdir: Node 20 follows links there, and those of captured machines lead in circles. */
function bytesOfTests(directory) {
  if (!existsSync(directory)) return 0;
  return readdirSync(directory, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return sum + bytesOfTests(path);
    return entry.isFile() && entry.name.endsWith('.test.ts') ? sum + statSync(path).size : sum;
  }, 0);
}

/**
 * Runs the tests of directories, so many of them at a time, and reports each when it has ended.
 *
 * @param {string[]} directories
 * @param {number} atOnce
 * @param {{ env: NodeJS.ProcessEnv, logs: string, jobs: number }} how `jobs`: files of one directory at a time
 * @param {(tally: Tally) => void} report
 */
export async function runTests(directories, atOnce, how, report) {
  const waiting = [...directories];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      report(await testsOf(next, how));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** The tests of a directory, by tap. */
async function testsOf(directory, { env, logs, jobs }) {
  const { status, out, err } = await output('tap', ['--reporter=tap', `--jobs=${jobs}`], {
    cwd: join(workspaceRoot, directory),
    env,
  });
  writeFileSync(join(logs, `${directory.replaceAll('/', '-')}.tap`), out + err);
  const { files, passed, failures, skipped } = tapResults(out);
  const said = [...skipped.map((line) => `skipped: ${line}`), ...failures];
  let failed = failures.length;
  if (status !== 0 && failed === 0) {
    failed = 1;
    said.push(`${out.split('\n').slice(-40).join('\n')}\n${err}`);
  }
  if (passed + failed === 0) {
    failed = 1;
    said.push('no test ran');
  }
  const text = [
    `\n== tests of ${directory}`,
    ...said,
    `${files} files, ${passed} passed, ${failed} failed`,
  ].join('\n');
  return { passed, failed, skipped: skipped.length, text };
}

/** Runs a program and keeps what it writes; the status is null when it was killed or did not start. */
function output(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const streams = [child.stdout, child.stderr].map((stream) => {
      const chunks = [];
      stream.on('data', (chunk) => chunks.push(chunk));
      return chunks;
    });
    const end = (status, more = '') => {
      const [out = '', err = ''] = streams.map((chunks) => Buffer.concat(chunks).toString());
      resolve({ status, out, err: err + more });
    };
    child.on('error', (error) => end(null, error.message));
    child.on('close', (status) => end(status));
  });
}
