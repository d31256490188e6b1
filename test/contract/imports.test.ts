import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import t from 'tap';
import { workspace } from '../support/binaries.ts';
import { effectOf } from './effects.ts';
import { floors, narrower } from './floors.ts';
import { type Package, packages } from './sources.ts';

const ours = '@twinroot/';

/** What stands beside the folders: the door of a command or a library, its interface, and the order of its work. */
const doors = ['main.ts', 'spec.ts', 'run.ts', 'index.ts', 'docs.ts'];

/** What a command's interface is made of: its records, the type of its calls; of lib-command, the types that all have. */
function isInterface(file: string): boolean {
  return /^([a-z]+-(table|fields?)|([a-z]+-)?context|help|version)\.ts$/.test(file);
}

/** A package of so many files needs no folders. */
const mostWithoutFolders = 8;

/** The number of a package's floor; commands are on the last, and twinroot, which joins them, is above. */
function floorOf({ name, isCommand }: Package): number {
  if (name === 'twinroot') return floors.length;
  if (isCommand) return floors.length - 1;
  return floors.findIndex(([, libraries]) => libraries.includes(name));
}

/** Why a package may not import another one; null when it may. */
function upwards(each: Package, from: string): string | null {
  const name = from.replace(/\/.*/, '');
  const other = packages.find((candidate) => candidate.name === name);
  if (!other) return 'there is no such package';
  if (each.name === 'twinroot')
    return name === 'lib-command' || /^[a-z]+-[a-z-]+\/(spec|run)$/.test(from)
      ? null
      : 'only spec and run of commands';
  if (other.isCommand || name === 'twinroot') return 'commands are not imported';
  if (floorOf(other) > floorOf(each)) return 'it is on a higher floor';
  if (name === 'lib-command' && !each.isCommand) return 'only commands have it';
  const most = narrower[each.name];
  return most && !most.includes(name) ? `it is not one of ${most.join(', ')}` : null;
}

/** The nodes of a circle, the first one again at the end; null without one. */
function circleIn(
  nodes: Iterable<string>,
  next: (node: string) => readonly string[],
): readonly string[] | null {
  const done = new Set<string>();
  const walk = (node: string, way: readonly string[]): readonly string[] | null => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (done.has(node)) return null;
    for (const other of next(node)) {
      const circle = walk(other, [...way, node]);
      if (circle) return circle;
    }
    done.add(node);
    return null;
  };
  for (const node of nodes) {
    const circle = walk(node, []);
    if (circle) return circle;
  }
  return null;
}

t.test('every library has a floor, and a floor has only libraries that exist', async (t) => {
  const libraries = packages.filter(({ isCommand, name }) => !isCommand && name.startsWith('lib-'));
  t.same(floors.flatMap(([, names]) => names).sort(), libraries.map(({ name }) => name).sort());
});

t.test('docs/design.md has the floors as they are', async (t) => {
  const page = readFileSync(join(workspace, 'docs/design.md'), 'utf8');
  for (const [floor, libraries] of floors) {
    const row = page.split('\n').find((line) => line.startsWith(`| ${floor} `)) ?? '';
    const named = new Set([...row.matchAll(/`(lib-[a-z-]+)`/g)].map(([, name]) => name ?? ''));
    for (const [name, others] of Object.entries(narrower))
      if (libraries.includes(name)) for (const other of others) named.delete(other);
    t.same([...named].sort(), [...libraries].sort(), floor);
  }
});

t.test('no package imports itself over others', async (t) => {
  const next = (name: string) =>
    packages
      .filter((each) => each.name === name)
      .flatMap(({ dependencies }) => dependencies)
      .flatMap((from) => (from.startsWith(ours) ? [from.slice(ours.length)] : []));
  t.equal(
    circleIn(
      packages.map(({ name }) => name),
      next,
    )?.join(' → '),
    undefined,
  );
});

for (const each of packages) {
  const { name, sources, dependencies, references } = each;

  t.test(`${name}: imports go down only and are declared`, async (t) => {
    t.ok(sources.length > 0);
    const used = new Set<string>();
    for (const { file, imports } of sources) {
      for (const { from } of imports) {
        const at = `${file} imports ${from}`;
        if (from.startsWith('.')) {
          t.ok(from.endsWith('.ts'), at);
          t.notOk(normalize(`${dirname(file)}/${from}`).startsWith('..'), `${at}: out of its package`);
          t.ok(
            sources.some((source) => source.file === normalize(`${dirname(file)}/${from}`)),
            `${at}: which is there`,
          );
        } else if (from.startsWith(ours)) {
          const other = from.slice(ours.length);
          t.equal(upwards(each, other), null, at);
          used.add(`${ours}${other.replace(/\/.*/, '')}`);
        } else if (from.startsWith('node:')) {
          t.ok(builtinModules.includes(from.slice('node:'.length)) || builtinModules.includes(from), at);
        } else {
          used.add(from);
        }
      }
    }
    t.same([...used].sort(), [...dependencies].sort(), 'what is imported is what package.json declares');
    const projects = [...used].flatMap((from) => (from.startsWith(ours) ? [from.slice(ours.length)] : []));
    t.same(projects.sort(), [...references].sort(), 'and what tsconfig.json refers to');
  });

  t.test(`${name}: no file imports itself over others`, async (t) => {
    const next = (file: string) =>
      sources
        .filter((source) => source.file === file)
        .flatMap(({ imports }) => imports)
        .flatMap(({ from }) => (from.startsWith('.') ? [normalize(`${dirname(file)}/${from}`)] : []));
    t.equal(
      circleIn(
        sources.map(({ file }) => file),
        next,
      )?.join(' → '),
      undefined,
    );
  });

  t.test(`${name}: folders say what decides and what touches the world`, async (t) => {
    const rooms = sources.filter(({ file }) => !doors.includes(file) && !isInterface(file));
    const isMixed = new Set(rooms.map((source) => effectOf(source) === null)).size > 1;
    if (!rooms.some(({ file }) => file.includes('/')))
      t.ok(rooms.length <= mostWithoutFolders || !isMixed, `${rooms.length} files without folders`);
    else
      for (const { file } of rooms)
        t.match(file, /^(gather|decide|act)\/([a-z0-9-]+\/)?[a-z0-9-]+\.ts$/, file);
  });

  t.test(`${name}: what decides touches nothing`, async (t) => {
    for (const source of sources)
      if (source.file.startsWith('decide/')) t.equal(effectOf(source), null, source.file);
  });
}

t.test('cac, execa and chokidar stay in their places', async (t) => {
  const places: Readonly<Record<string, readonly string[]>> = {
    cac: ['lib-command'],
    execa: ['build-tools', 'lib-rsync'],
    chokidar: ['esp-watch'],
  };
  for (const { name, sources } of packages) {
    for (const { file, imports } of sources) {
      for (const { from } of imports) {
        const place = places[from];
        if (place !== undefined) t.ok(place.includes(name), `${name}/${file} imports ${from}`);
      }
    }
  }
});
