// How `npm run package` is called.

import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { workspaceRoot } from '../workspace.mjs';
import { type Family, type Flavour, families, flavours, type Package, type Processor } from './family.ts';

export const usage = `Usage: npm run package -- [OPTION…] FORMAT…
       npm run package -- --destdir DIR --flavour NAME FORMAT

FORMAT is deb, rpm, arch, tar, or all. Packages are made of what npm run build made, and are in dist/packages.

  --flavour NAME  standalone (a node in the binary) or node (for the distribution's); without it, both
  --arch NAME     x64 or arm64, of the standalone binary; x64 without it. A package for the distribution's node is for all
  --output DIR    another directory
  --fast          compressed as fast as possible, and larger: to try packages out
  --destdir DIR   no package, but the files that would be in it, below DIR: for the tools of the distribution
  -h, --help      this text
`;

const options = {
  flavour: { type: 'string', multiple: true },
  arch: { type: 'string' },
  output: { type: 'string' },
  fast: { type: 'boolean', default: false },
  destdir: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Those of the known words that were given. */
function known<T extends string>(what: string, given: readonly string[], all: readonly T[]): readonly T[] {
  const wrong = given.find((word) => !all.some((one) => one === word));
  if (wrong !== undefined) throw new Error(`${what} ${wrong}: there are ${all.join(', ')}`);
  return all.filter((one) => given.includes(one));
}

/** Packages that are to be made in a directory, or the files of one below it. */
export type Call = {
  readonly wanted: readonly Omit<Package, 'epoch'>[];
  /** Absent: that of the commit. */
  readonly epoch: number | undefined;
} & ({ readonly output: string } | { readonly destdir: string });

/** The time of all that is packed, where the caller says it (reproducible-builds.org/specs/source-date-epoch). */
function epochGiven(): number | undefined {
  const text = process.env['SOURCE_DATE_EPOCH'];
  if (text === undefined) return undefined;
  // After the year 9999 no format of a package has a time.
  if (!/^\d{1,12}$/.test(text) || Number(text) > 253_402_300_799)
    throw new Error(`SOURCE_DATE_EPOCH is no number of seconds: ${text}`);
  return Number(text);
}

/**
 * Reads a call; undefined: help is wanted.
 *
 * @throws {Error} when it is wrong, with the reason
 */
export function readCall(args: string[]): Call | undefined {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  if (values.help) return undefined;
  if (positionals.length === 0) throw new Error('at least one FORMAT is required');
  const all: readonly string[] = positionals.includes('all') ? families : positionals;
  const formats = known<Family>('FORMAT', all, families);
  const chosen = known<Flavour>('--flavour', values.flavour ?? flavours, flavours);
  const [processor = 'x64'] = known<Processor>('--arch', [values.arch ?? 'x64'], ['x64', 'arm64']);
  if (values.arch !== undefined && !chosen.includes('standalone'))
    throw new Error(
      '--arch is for --flavour standalone: a package for the node of the distribution is for all',
    );
  const place = (name: string, value: string) => {
    if (value === '') throw new Error(`--${name} is empty`);
    return resolve(process.env['INIT_CWD'] ?? '.', value);
  };
  const epoch = epochGiven();
  const wanted = chosen.flatMap((flavour) =>
    formats.map((family) => ({ family, flavour, processor, isFast: values.fast })),
  );
  if (values.destdir === undefined) {
    const output = place('output', values.output ?? join(workspaceRoot, 'dist/packages'));
    return { wanted, epoch, output };
  }
  const [of, ...more] = wanted;
  if (of === undefined || more.length > 0)
    throw new Error('--destdir is for one FORMAT, and for one --flavour');
  if (of.family === 'tar') throw new Error('--destdir is for deb, rpm and arch: see npm run install-files');
  if (values.output !== undefined) throw new Error('--destdir and --output are not for the same call');
  return { wanted: [of], epoch, destdir: place('destdir', values.destdir) };
}
