// npm run package -- [OPTION…] FORMAT…: packages of what `npm run build` made, in dist/packages. The names of what is made are on stdout,
// and on stderr is what is being made.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { execaSync } from 'execa';
import { makeDirectory } from '../make-directory.ts';
import { workspaceRoot } from '../workspace.mjs';
import { makeArch } from './arch.ts';
import { softwareBill } from './bundled.ts';
import { type Call, readCall, usage } from './call.ts';
import { licensedContentsOf } from './contents.ts';
import { debContentsOf, makeDeb } from './deb.ts';
import { flavours, nameOf, type Package, processorOf, version } from './family.ts';
import { makeRpm } from './rpm.ts';
import { serve } from './serve.ts';
import { stage } from './stage.ts';
import { makeTarball } from './tarball.ts';

// Modes of files that are packed are those of the plan, and what tools make besides has this.
process.umask(0o022);

const say = (text: string) => process.stderr.write(`package: ${text}\n`);

function make(one: Package, output: string, work: string): readonly string[] {
  switch (one.family) {
    case 'deb':
      return [makeDeb(one, output, work)];
    case 'rpm':
      return makeRpm(one, output, work);
    case 'arch':
      return [makeArch(one, output, work)];
    case 'tar':
      return [makeTarball(one, output, work)];
  }
}

/**
 * The digests of what was made, as sha256sum(1) writes and checks them. Lines of an earlier run stay where their files are what they
 * were; what else is in the directory is not ours.
 */
function writeSums(directory: string, made: readonly string[]): void {
  const file = join(directory, 'SHA256SUMS');
  const digest = (name: string) => {
    const path = join(directory, name);
    return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : null;
  };
  const earlier = (existsSync(file) ? readFileSync(file, 'utf8') : '').matchAll(/^([0-9a-f]{64}) {2}(.+)$/gm);
  const still = [...earlier].flatMap(([, sum, name = '']) => (digest(name) === sum ? [name] : []));
  const names = [...new Set([...still, ...made])].sort();
  writeFileSync(file, names.map((name) => `${digest(name)}  ${name}\n`).join(''));
}

/** The binary of another processor, which `npm run build` does not make. */
function compileForeign(wanted: readonly Package[]): void {
  if (!wanted.some(({ processor, flavour }) => processor === 'arm64' && flavour === 'standalone')) return;
  say('compiling the binary for arm64');
  const program = join(import.meta.dirname, '../compile.ts');
  execaSync(process.execPath, [program, 'packages/twinroot', 'arm64'], { cwd: workspaceRoot });
}

function makeAll(wanted: readonly Package[], output: string): void {
  makeDirectory(output);
  const made: string[] = [];
  // Whole when they get their names: what is half made is in a directory beside them, which goes whatever happens.
  const staging = mkdtempSync(join(output, '.making-'));
  const keep = (file: string) => {
    const name = basename(file);
    renameSync(file, join(output, name));
    made.push(name);
    process.stdout.write(`${join(output, name)}\n`);
  };
  try {
    for (const one of wanted) {
      say(`making ${nameOf(one)} for ${one.family} (${processorOf(one)})`);
      const work = mkdtempSync(join(tmpdir(), 'twinroot-package-'));
      try {
        for (const file of make(one, staging, work)) keep(file);
      } finally {
        rmSync(work, { recursive: true });
      }
    }
    for (const flavour of flavours) {
      const one = wanted.find((other) => other.flavour === flavour);
      if (one === undefined) continue;
      const bill = join(staging, `${nameOf(one)}-${version}.cdx.json`);
      writeFileSync(bill, softwareBill(one));
      keep(bill);
    }
  } finally {
    rmSync(staging, { recursive: true });
  }
  writeSums(output, made);
}

/**
 * Writes the files of a package below a directory. It is to be empty: the modes and times of all directories are set.
 *
 * @throws {Error} when it is not
 */
function writeFiles(one: Package, destdir: string): void {
  if (existsSync(destdir) && readdirSync(destdir).length > 0) throw new Error(`${destdir} is not empty`);
  const entries = one.family === 'deb' ? debContentsOf(one) : licensedContentsOf(one);
  makeDirectory(destdir);
  stage(entries, destdir, one.epoch);
}

/**
 * The time of the commit.
 *
 * @throws {Error} when git cannot say it, with the reason
 */
function epochOfCommit(): number {
  const asked = execaSync('git', ['log', '-1', '--format=%ct'], { cwd: workspaceRoot, reject: false });
  if (!asked.failed) return Number(asked.stdout);
  const why =
    asked.exitCode === undefined
      ? 'git cannot be run, which knows the time of the source'
      : 'this is no checkout of git';
  throw new Error(`${why}: set SOURCE_DATE_EPOCH to that, in seconds (${asked.stderr || asked.code})`);
}

function run(call: Call): void {
  const epoch = call.epoch ?? epochOfCommit();
  const wanted = call.wanted.map((one) => ({ ...one, epoch }));
  compileForeign(wanted);
  if ('output' in call) makeAll(wanted, call.output);
  else for (const one of wanted) writeFiles(one, call.destdir);
}

// Ctrl-C ends the program that is making something, too; its failure then ends this one, which cleans up.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
process.exitCode = serve({ name: 'package', usage, read: readCall, run }, process.argv.slice(2));
