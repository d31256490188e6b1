// npm run package -- [OPTION…] FORMAT…: packages of what `npm run build` made, in dist/packages.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { execaSync } from 'execa';
import { workspaceRoot } from '../workspace.mjs';
import { makeArch } from './arch.ts';
import { softwareBill } from './bundled.ts';
import { makeDeb } from './deb.ts';
import {
  type Family,
  type Flavour,
  families,
  flavours,
  nameOf,
  type Package,
  type Processor,
  version,
} from './family.ts';
import { makeRpm } from './rpm.ts';
import { makeTarball } from './tarball.ts';

const usage = `Usage: npm run package -- [OPTION…] FORMAT…

FORMAT is deb, rpm, arch, tar, or all. Packages are made of what npm run build made, and are in dist/packages.

  --flavour NAME  standalone (a node in the binary) or node (for the distribution's); without it, both
  --arch NAME     x64 or arm64, of the standalone binary; x64 without it
  --output DIR    another directory
  -h, --help      this text
`;

const options = {
  flavour: { type: 'string', multiple: true },
  arch: { type: 'string', default: 'x64' },
  output: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Those of the known words that were given. */
function known<T extends string>(what: string, given: readonly string[], all: readonly T[]): readonly T[] {
  const wrong = given.find((word) => !all.some((one) => one === word));
  if (wrong !== undefined) throw new Error(`${what} ${wrong}: there are ${all.join(', ')}`);
  return all.filter((one) => given.includes(one));
}

interface Call {
  readonly wanted: readonly Family[];
  readonly flavours: readonly Flavour[];
  readonly processor: Processor;
  readonly output: string;
}

function read(args: string[]): Call | undefined {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  if (values.help) return undefined;
  if (positionals.length === 0) throw new Error('at least one FORMAT is required');
  const all: readonly string[] = positionals.includes('all') ? families : positionals;
  const [processor] = known<Processor>('--arch', [values.arch], ['x64', 'arm64']);
  return {
    wanted: known('FORMAT', all, families),
    flavours: known('--flavour', values.flavour ?? flavours, flavours),
    processor: processor ?? 'x64',
    output: resolve(process.env['INIT_CWD'] ?? '.', values.output ?? join(workspaceRoot, 'dist/packages')),
  };
}

/** The time of all that is packed: of the commit, or as the caller says (reproducible-builds.org/specs/source-date-epoch). */
function epochOf(): number {
  const given = process.env['SOURCE_DATE_EPOCH'];
  const { stdout, exitCode } = execaSync('git', ['log', '-1', '--format=%ct'], {
    cwd: workspaceRoot,
    reject: false,
  });
  if (given === undefined && exitCode !== 0)
    throw new Error(
      'this is no checkout of git: set SOURCE_DATE_EPOCH to the time of the source, in seconds',
    );
  const text = given ?? stdout;
  // After the year 9999 no format of a package has a time.
  if (!/^\d{1,12}$/.test(text) || Number(text) > 253_402_300_799)
    throw new Error(`SOURCE_DATE_EPOCH is no number of seconds: ${text}`);
  return Number(text);
}

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

function run({ wanted, flavours: chosen, processor, output }: Call): void {
  const epoch = epochOf();
  if (processor === 'arm64' && chosen.includes('standalone'))
    execaSync(process.execPath, [join(import.meta.dirname, '../compile.ts'), 'packages/twinroot', 'arm64'], {
      cwd: workspaceRoot,
    });
  mkdirSync(output, { recursive: true });
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
    for (const flavour of chosen) {
      for (const family of wanted) {
        const work = mkdtempSync(join(tmpdir(), 'twinroot-package-'));
        try {
          for (const file of make({ family, flavour, processor, epoch }, staging, work)) keep(file);
        } finally {
          rmSync(work, { recursive: true });
        }
      }
      const one: Package = { family: 'tar', flavour, processor, epoch };
      const bill = join(staging, `${nameOf(one)}-${version}.cdx.json`);
      writeFileSync(bill, softwareBill(one));
      keep(bill);
    }
  } finally {
    rmSync(staging, { recursive: true });
  }
  writeSums(output, made);
}

// Ctrl-C ends the program that is making something, too; its failure then ends this one, which cleans up.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
try {
  const call = read(process.argv.slice(2));
  if (call === undefined) process.stdout.write(usage);
  else run(call);
} catch (error) {
  process.stderr.write(`package: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
