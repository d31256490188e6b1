// What a new command begins with: it reads an ESP set and writes the members that are mounted.

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

const libraries = ['lib-command', 'lib-record'];

/** The version that all packages of the workspace have. */
export const version = '0.1.0';

/** The dependencies of a new command, as package.json has them. */
export const dependencies = Object.fromEntries(libraries.map((name) => [`@twinroot/${name}`, version]));

/** The texts of its files, by their paths below the root. */
export function commandFiles(name: string, today: Date): ReadonlyMap<string, string> {
  const files: Readonly<Record<string, string>> = {
    'package.json': manifest(name),
    'tsconfig.json': tsconfig,
    'tsconfig.test.json': testTsconfig,
    '.taprc': 'extends: ../../.taprc\n',
    'src/main.ts': main,
    'src/spec.ts': spec(name),
    'src/run.ts': run,
    'src/mounted-members.ts': decision,
    'test/mounted-members.test.ts': decisionTest,
    [`man/${name}.8.in`]: manual(name, today),
  };
  const own = Object.entries(files).map(([path, text]): [string, string] => [
    `packages/${name}/${path}`,
    text,
  ]);
  return new Map([...own, [`test/${name}/${name}.test.ts`, commandTest(name)]]);
}

const door = (name: string) => ({ types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` });

const manifest = (name: string) =>
  json({
    name: `@twinroot/${name}`,
    version,
    private: true,
    description: 'Write the members of an ESP set that are mounted',
    license: 'MIT',
    type: 'module',
    bin: { [name]: './dist/main.js' },
    exports: { './spec': door('spec'), './run': door('run') },
    dependencies,
    nx: { name, targets: { build: {}, typecheck: {}, test: {}, compile: {} } },
  });

const tsconfig = json({
  extends: '../../tsconfig.base.json',
  compilerOptions: { rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' },
  include: ['src'],
  references: libraries.map((name) => ({ path: `../${name}` })),
}).replace(/\[\s+"src"\s+\]/, '["src"]');

const testTsconfig = json({
  extends: '../../tsconfig.base.json',
  compilerOptions: {
    noEmit: true,
    allowImportingTsExtensions: true,
    rewriteRelativeImportExtensions: false,
    rootDir: '.',
    tsBuildInfoFile: 'dist/.tsbuildinfo.test',
  },
  include: ['test'],
  references: [{ path: '.' }],
}).replace(/\[\s+"test"\s+\]/, '["test"]');

const main = `#!/usr/bin/env node
import { runCommand } from '@twinroot/lib-command';
import { run } from './run.ts';
import { spec } from './spec.ts';

runCommand(spec, run);
`;

const spec = (name: string) => `import type { CommandSpec } from '@twinroot/lib-command';
import { espSetTable } from '@twinroot/lib-record';

export const spec = {
  name: '${name}',
  summary: 'write the members of an ESP set that are mounted',
  reads: { table: espSetTable, pipeline: 'esp-which | ${name}' },
  writes: [espSetTable],
  options: [],
  exits: [
    { status: 0, when: 'The members were written.' },
    { status: 1, when: 'Something failed.' },
    { status: 2, when: 'The command line or the records were wrong.' },
  ],
  examples: [{ command: 'esp-which | ${name}', does: 'Write the members that are mounted.' }],
} as const satisfies CommandSpec;
`;

const run = `import { type Context, type ExitStatus, exitStatus } from '@twinroot/lib-command';
import { espSetTable, toEspMembers } from '@twinroot/lib-record';
import { mountedMembers } from './mounted-members.ts';
import type { spec } from './spec.ts';

/** Writes the mounted members of each set. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  for await (const records of context.readGroups(espSetTable))
    await context.writeGroup(espSetTable, mountedMembers(toEspMembers(records)));
  return exitStatus.done;
}
`;

const decision = `import type { EspMember } from '@twinroot/lib-record';

/** The members that are mounted. */
export function mountedMembers(members: readonly EspMember[]): readonly EspMember[] {
  return members.filter(({ mountpoint }) => mountpoint !== null);
}
`;

const decisionTest = `import t from 'tap';
import { mountedMembers } from '../src/mounted-members.ts';

t.test('none of none', async (t) => {
  t.same(mountedMembers([]), []);
});
`;

const commandTest = (name: string) => `import { join } from 'node:path';
import t from 'tap';
import { binaryOf, workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';

t.test('the members of a machine whose ESPs are mounted are all written', async (t) => {
  const sysroot = join(workspace, 'test/roots/two-nvme');
  const { out: input } = await call(binaryOf('esp-which'), ['--json', '--sysroot', sysroot]);
  const { status, out } = await call(binaryOf('${name}'), ['--json'], { input });
  t.same({ status, out }, { status: 0, out: input });
});
`;

/** Dates of man pages are English, whatever the locale. */
function manual(name: string, today: Date): string {
  const date = today.toLocaleDateString('en-US', { month: 'long', day: 'numeric', year: 'numeric' });
  return `.Dd ${date}
.Dt ${name.toUpperCase()} 8
.Os
.Sh NAME
@NAME@
.Sh SYNOPSIS
@SYNOPSIS@
.Sh DESCRIPTION
.Nm
reads an ESP set from standard input, as
.Xr esp-which 8
writes it, and writes the members that are mounted.
.Ss Options
@OPTIONS@
.Sh COLUMNS
@COLUMNS@
.Sh EXIT STATUS
@EXIT_STATUS@
.Sh EXAMPLES
@EXAMPLES@
.Sh SEE ALSO
.Xr esp-which 8
`;
}
