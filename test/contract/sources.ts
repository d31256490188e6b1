import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspace } from '../support/binaries.ts';

/** One import of a source file. */
export interface Import {
  /** What it names: `./plan.ts`, `node:fs`, `@twinroot/lib-record`. */
  readonly from: string;
  /** The names that exist when it runs: none for a type. `*` for a whole module. */
  readonly values: readonly string[];
}

/** One source file of a package. */
export interface Source {
  readonly package: string;
  readonly file: string;
  /** Without comments. */
  readonly text: string;
  readonly imports: readonly Import[];
}

/** A package of the workspace. */
export interface Package {
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly references: readonly string[];
  readonly isCommand: boolean;
  readonly sources: readonly Source[];
}

/** All packages that have TypeScript sources. */
export const packages: readonly Package[] = readdirSync(join(workspace, 'packages'))
  .filter((name) => existsSync(join(workspace, 'packages', name, 'tsconfig.json')))
  .sort()
  .map(readPackage);

function readPackage(name: string): Package {
  const directory = join(workspace, 'packages', name);
  const { dependencies = {}, bin } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const { references = [] } = JSON.parse(readFileSync(join(directory, 'tsconfig.json'), 'utf8'));
  const files = readdirSync(join(directory, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  return {
    name,
    dependencies: Object.keys(dependencies),
    references: references.map(({ path }: { path: string }) => path.replace('../', '')),
    isCommand: bin !== undefined && name !== 'twinroot',
    sources: files.map((file) => readSource(name, file, readFileSync(join(directory, 'src', file), 'utf8'))),
  };
}

function readSource(name: string, file: string, whole: string): Source {
  const text = whole.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
  return { package: name, file, text, imports: [...importsOf(text)] };
}

function* importsOf(text: string): Generator<Import> {
  const forms =
    /\b(?:import|export)\s+(type\s+)?(?:(\{[^}]*\}|\*[\w\s]*|\w+)\s+from\s+)?'([^']+)'|\bimport\('([^']+)'\)/g;
  for (const [, type, names = '*', from, dynamic] of text.matchAll(forms)) {
    yield { from: from ?? dynamic ?? '', values: type ? [] : valuesOf(names) };
  }
}

function valuesOf(names: string): readonly string[] {
  if (!names.startsWith('{')) return ['*'];
  return names
    .slice(1, -1)
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '))
    .map((name) => name.replace(/ as .*/, ''));
}
