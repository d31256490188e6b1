// The call of install-files and uninstall-files.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Layout, layoutOf } from './install-layout.ts';
import { hookSets } from './install-plan.ts';
import { workspaceRoot } from './workspace.mjs';

const options = {
  prefix: { type: 'string', default: '/usr' },
  unitdir: { type: 'string' },
  hooks: { type: 'string', multiple: true },
  force: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const text = `[OPTION…] DESTDIR

DESTDIR is where the root directory of the machine is: / for this machine itself. A relative one is below the directory
that npm was called in.

  --prefix DIR   /usr, for a package; or /usr/local, by hand
  --unitdir DIR  where units go; else as pkg-config has it, or PREFIX/lib/systemd/system
  --hooks SET    arch, debian, dracut, kernel-install, all (as without), or none; may be repeated
  --force        also what is not as it was left, or not ours
  -h, --help     this text
`;

/** An absolute directory, without a slash at its end. */
function directory(name: string, value: string): string {
  if (!value.startsWith('/')) throw new Error(`--${name} has to be an absolute path: ${value}`);
  return resolve(value);
}

/**
 * DESTDIR as an absolute path. npm runs its scripts in the checkout, and says in INIT_CWD where it was called: an empty
 * DESTDIR (a variable that is not set) or a relative one would be the checkout, or in it.
 */
function destination(value: string): string {
  if (value === '') throw new Error('DESTDIR is empty: / is this machine itself');
  const destdir = resolve(process.env['INIT_CWD'] ?? '.', value);
  if (destdir.includes('\n')) throw new Error('DESTDIR has a line break in its name');
  if (destdir === workspaceRoot) throw new Error(`DESTDIR is this checkout: ${destdir}`);
  return destdir;
}

function setsOf(names: readonly string[]): readonly string[] {
  const unknown = names.find((name) => ![...hookSets, 'all', 'none'].includes(name));
  if (unknown !== undefined)
    throw new Error(`--hooks ${unknown}: there are ${hookSets.join(', ')}, all and none`);
  return names.includes('all') ? hookSets : hookSets.filter((set) => names.includes(set));
}

/** What is asked for. */
export interface InstallCall {
  readonly destdir: string;
  readonly layout: Layout;
  readonly sets: readonly string[];
  readonly force: boolean;
}

/**
 * Reads a call and does what is asked for by `work`, which gives the lines of problems.
 * Status 0; 1 when there were problems; 2 when the call was wrong.
 */
export function serve(name: string, args: string[], work: (call: InstallCall) => readonly string[]): number {
  process.umask(0o022); // what is made is to be read by all
  const usage = `Usage: npm run ${name} -- ${text}`;
  let call: InstallCall;
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    if (values.help) {
      process.stdout.write(usage);
      return 0;
    }
    const [destdir, ...more] = positionals;
    if (destdir === undefined || more.length > 0) throw new Error('exactly one DESTDIR is required');
    const layout = layoutOf({
      prefix: directory('prefix', values.prefix),
      unitdir: values.unitdir === undefined ? undefined : directory('unitdir', values.unitdir),
    });
    call = {
      destdir: destination(destdir),
      layout,
      sets: setsOf(values.hooks ?? ['all']),
      force: values.force,
    };
  } catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : error}\n\n${usage}`);
    return 2;
  }
  try {
    const problems = work(call);
    for (const problem of problems) process.stderr.write(`${name}: ${problem}\n`);
    return problems.length === 0 ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : error}\n`);
    return 1;
  }
}
