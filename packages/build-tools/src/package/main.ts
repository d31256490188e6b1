// npm run package -- [OPTION…] FORMAT…: packages of what `npm run build` made, in dist/packages.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
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
  const text = given ?? execaSync('git', ['log', '-1', '--format=%ct'], { cwd: workspaceRoot }).stdout;
  if (!/^\d+$/.test(text)) throw new Error(`SOURCE_DATE_EPOCH is no number of seconds: ${text}`);
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

/** The digests of all files in a directory, as sha256sum(1) writes and checks them. */
function writeSums(directory: string): void {
  const names = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'SHA256SUMS')
    .map(({ name }) => name)
    .sort();
  const digest = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(directory, name)))
      .digest('hex');
  writeFileSync(join(directory, 'SHA256SUMS'), names.map((name) => `${digest(name)}  ${name}\n`).join(''));
}

function run({ wanted, flavours: chosen, processor, output }: Call): void {
  const epoch = epochOf();
  if (processor === 'arm64' && chosen.includes('standalone'))
    execaSync(process.execPath, [join(import.meta.dirname, '../compile.ts'), 'packages/twinroot', 'arm64'], {
      cwd: workspaceRoot,
    });
  mkdirSync(output, { recursive: true });
  for (const flavour of chosen) {
    for (const family of wanted) {
      const work = mkdtempSync(join(tmpdir(), 'twinroot-package-'));
      try {
        for (const file of make({ family, flavour, processor, epoch }, output, work))
          process.stdout.write(`${file}\n`);
      } finally {
        rmSync(work, { recursive: true });
      }
    }
    const one: Package = { family: 'tar', flavour, processor, epoch };
    writeFileSync(join(output, `${nameOf(one)}-${version}.cdx.json`), softwareBill(one));
  }
  writeSums(output);
}

try {
  const call = read(process.argv.slice(2));
  if (call === undefined) process.stdout.write(usage);
  else run(call);
} catch (error) {
  process.stderr.write(`package: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
