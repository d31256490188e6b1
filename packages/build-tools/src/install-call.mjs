// The call of install-files and uninstall-files.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { layoutOf } from './install-layout.mjs';
import { hookSets } from './install-plan.mjs';

const options = {
  prefix: { type: 'string', default: '/usr' },
  unitdir: { type: 'string' },
  hooks: { type: 'string', multiple: true, default: ['all'] },
  force: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
};

const text = `[OPTION…] DESTDIR

DESTDIR is where the root directory of the machine is: / for this machine itself.

  --prefix DIR   /usr, for a package; or /usr/local, by hand
  --unitdir DIR  where units go; else as pkg-config has it, or PREFIX/lib/systemd/system
  --hooks SET    arch, debian, kernel-install, all (as without), or none; may be repeated
  --force        also what is not as it was left, or not ours
  -h, --help     this text
`;

/** An absolute directory, without a slash at its end. */
function directory(name, value) {
  if (!value.startsWith('/')) throw new Error(`--${name} has to be an absolute path: ${value}`);
  return resolve(value);
}

function setsOf(names) {
  const unknown = names.find((name) => ![...hookSets, 'all', 'none'].includes(name));
  if (unknown !== undefined)
    throw new Error(`--hooks ${unknown}: there are ${hookSets.join(', ')}, all and none`);
  return names.includes('all') ? hookSets : hookSets.filter((set) => names.includes(set));
}

/**
 * Reads a call and does what is asked for: `work({ destdir, layout, sets, force })`, which gives the lines of problems.
 * Status 0; 1 when there were problems; 2 when the call was wrong.
 */
export function serve(name, args, work) {
  const usage = `Usage: npm run ${name} -- ${text}`;
  let call;
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    if (values.help) {
      process.stdout.write(usage);
      return 0;
    }
    if (positionals.length !== 1) throw new Error('one DESTDIR is due');
    const layout = layoutOf({
      prefix: directory('prefix', values.prefix),
      unitdir: values.unitdir && directory('unitdir', values.unitdir),
    });
    call = { destdir: resolve(positionals[0]), layout, sets: setsOf(values.hooks), force: values.force };
  } catch (error) {
    process.stderr.write(`${name}: ${error.message}\n\n${usage}`);
    return 2;
  }
  try {
    const problems = work(call);
    for (const problem of problems) process.stderr.write(`${name}: ${problem}\n`);
    return problems.length === 0 ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${name}: ${error.message}\n`);
    return 1;
  }
}
