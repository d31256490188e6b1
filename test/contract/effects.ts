import { dirname, normalize } from 'node:path';
import { type Package, packages, type Source } from './sources.ts';

const ours = '@twinroot/';

/** Builtins that compute and touch nothing; of node:os only its constants are used, of node:crypto its digests. */
const pureBuiltins = [
  'node:path',
  'node:path/posix',
  'node:util',
  'node:buffer',
  'node:stream',
  'node:tty',
  'node:assert',
];

/** Globals that reach files, processes, the clock, the environment, or chance. */
const touchingGlobals =
  /\bprocess\.\w+|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bset(Timeout|Interval|Immediate)\(|\bperformance\.now\b|\bfetch\(/;

const known = new Map<string, string | null>();

/** Why a source file touches the world, by itself or by what it imports; null for a pure one. */
export function effectOf(source: Source): string | null {
  const key = `${source.package}/${source.file}`;
  const earlier = known.get(key);
  if (earlier !== undefined) return earlier;
  known.set(key, null); // a circle adds nothing; that there is none is a test of its own
  const found = effectIn(source);
  known.set(key, found);
  return found;
}

function effectIn(source: Source): string | null {
  for (const { from, values } of source.imports) {
    if (values.length === 0) continue;
    if (from === 'node:os' && values.every((value) => value === 'constants')) continue;
    if (from === 'node:crypto' && values.every((value) => value === 'createHash')) continue;
    if (from.startsWith('node:')) {
      if (!pureBuiltins.includes(from)) return from;
    } else if (from.startsWith('.')) {
      const effect = effectOf(sourceAt(packageOf(source.package), `${dirname(source.file)}/${from}`));
      if (effect !== null) return `${from}: ${effect}`;
    } else if (from.startsWith(ours)) {
      const effect = effectOfExports(from.slice(ours.length), values);
      if (effect !== null) return effect;
    } else if (!pureModules.includes(from)) {
      return from;
    }
  }
  return touchingGlobals.exec(source.text)?.[0] ?? null;
}

/** Modules from elsewhere that compute only. */
const pureModules = ['toml-eslint-parser', 'valibot'];

/** Through its front door a library gives pure names and others: each counts for itself. */
function effectOfExports(specifier: string, values: readonly string[]): string | null {
  const [name = '', door = 'index'] = specifier.split('/');
  const { imports } = sourceAt(packageOf(name), `${door}.ts`);
  for (const { from, values: exported } of imports) {
    const passed = exported.includes('*')
      ? values
      : exported.filter((value) => values.includes('*') || values.includes(value));
    if (passed.length === 0) continue;
    const effect = from.startsWith('.')
      ? effectOf(sourceAt(packageOf(name), from))
      : effectOfExports(from.slice(ours.length), passed);
    if (effect !== null) return `${specifier} ${values.join(', ')}: ${effect}`;
  }
  return null;
}

function packageOf(name: string): Package {
  const found = packages.find((each) => each.name === name);
  if (!found) throw new Error(`no package ${name}`);
  return found;
}

function sourceAt({ name, sources }: Package, path: string): Source {
  const file = normalize(path);
  const found = sources.find((source) => source.file === file);
  if (!found) throw new Error(`${name} has no ${file}`);
  return found;
}
