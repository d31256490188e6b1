import { builtinModules } from 'node:module';
import { dirname, normalize } from 'node:path';
import t from 'tap';
import { type Package, packages, type Source } from './sources.ts';

const ours = '@twinroot/';

/** What a package may import of ours: arrows go down only. */
function mayImport({ name, isCommand }: Package, other: string): boolean {
  if (isCommand) return other.startsWith('lib-');
  if (name === 'twinroot') return other === 'lib-command' || /^[a-z]+-[a-z-]+\/(spec|run)$/.test(other);
  if (name === 'lib-record') return false;
  if (name === 'lib-command') return other === 'lib-record';
  if (name === 'lib-tool') return false;
  if (name === 'lib-rewrite')
    return ['lib-bls', 'lib-cmdline', 'lib-fstab', 'lib-idmap', 'lib-lines'].includes(other);
  return other === 'lib-tool' || (other === 'lib-durable' && name !== 'lib-durable');
}

/**
 * The only files that touch the world: files, processes, clock, environment. In a command these are its door and its
 * run.ts, unless it is named here; whatever decides something is elsewhere.
 */
const effectFiles: Readonly<Record<string, readonly string[]>> = {
  'disk-map': ['main.ts', 'run.ts', 'read-machine.ts'],
  'esp-mirror': [
    'main.ts',
    'run.ts',
    'mirror-directories.ts',
    'mirror-from.ts',
    'mirror-one.ts',
    'mirror-set.ts',
    'open-member.ts',
    'own-ids.ts',
    'with-locks.ts',
  ],
  'esp-watch': [
    'arrival.ts',
    'burst.ts',
    'deliver.ts',
    'engine.ts',
    'fanotify-source.ts',
    'fingerprint.ts',
    'inotify-source.ts',
    'main.ts',
    'mount-events.ts',
    'observe.ts',
    'read-locks.ts',
    'run.ts',
    'source-choice.ts',
    'watches.ts',
  ],
  'lib-blockdev': ['fsck.ts', 'probe.ts'],
  'lib-command': ['execute.ts', 'multi-call.ts', 'run-command.ts', 'surroundings.ts'],
  'lib-durable': [
    'directory.ts',
    'directory-room.ts',
    'lock.ts',
    'read-back.ts',
    'read-only.ts',
    'replace-file.ts',
    'sync.ts',
  ],
  'lib-efivar': ['read.ts'],
  'lib-fstab': ['read.ts'],
  'lib-idmap': ['read.ts'],
  'lib-mount': ['mount.ts', 'private-mount.ts'],
  'lib-mountinfo': ['read.ts'],
  'lib-rsync': ['run-rsync.ts'],
  'lib-tool': ['feed-command.ts', 'holder.ts', 'process-group.ts', 'run-tool.ts', 'start-lines.ts'],
  'lib-tree': ['apply.ts', 'open-root.ts', 'scan.ts'],
  'root-clone': [
    'main.ts',
    'run.ts',
    'add-boot-option.ts',
    'copy-volume.ts',
    'image-file.ts',
    'install-loader.ts',
    'judge.ts',
    'look-at-ukis.ts',
    'machine.ts',
    'make-directory.ts',
    'open-volumes.ts',
    'perform.ts',
    'place-image.ts',
    'prepare.ts',
    'read-ids.ts',
    'read-source.ts',
    'reset.ts',
    'used-space.ts',
    'with-mounts.ts',
    'write-text.ts',
  ],
  'tree-mirror': ['main.ts', 'run.ts', 'copy-to.ts', 'open-dest.ts'],
  'loader-reuuid': ['main.ts', 'run.ts', 'in-place.ts'],
  twinroot: ['commands.ts', 'main.ts'],
};
const commandEffectFiles = ['main.ts', 'run.ts'];

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
/** What the libraries export from their effect files, as `@twinroot/lib-x name`. */
const touching = new Set(
  packages.flatMap(({ name, sources }) =>
    sources
      .filter(({ file }) => file === 'index.ts')
      .flatMap(({ imports }) => imports)
      .filter(({ from }) => effectFiles[name]?.includes(from.replace('./', '')))
      .flatMap(({ values }) => values.map((value) => `${ours}${name} ${value}`)),
  ),
);

/** Whether a module that is loaded as a whole has something that touches the world. */
function loadsEffects(from: string): boolean {
  return from.startsWith(ours) && effectFiles[from.slice(ours.length)] !== undefined;
}

/** Why a file touches the world; undefined when it does not. */
function effectOf({ text, imports }: Source): string | undefined {
  for (const { from, values } of imports) {
    if (values.length === 0) continue;
    if (from === 'node:os' && values.every((value) => value === 'constants')) continue;
    if (from === 'node:crypto' && values.every((value) => value === 'createHash')) continue;
    if (from.startsWith('node:') && !pureBuiltins.includes(from)) return from;
    const touches = values.find((value) =>
      value === '*' ? loadsEffects(from) : touching.has(`${from} ${value}`),
    );
    if (touches) return `${touches} of ${from}`;
  }
  return /\bprocess\.\w+|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bset(Timeout|Interval|Immediate)\(|\bperformance\.now\b|\bfetch\(/.exec(
    text,
  )?.[0];
}

for (const each of packages) {
  const { name, sources, dependencies, references, isCommand } = each;

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
          t.ok(mayImport(each, other), at);
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

  t.test(`${name}: only its effect files touch the world`, async (t) => {
    const allowed = effectFiles[name] ?? (isCommand ? commandEffectFiles : []);
    for (const source of sources) {
      const isDoor = source.file === 'index.ts' || source.file === 'docs.ts';
      if (!allowed.includes(source.file) && !isDoor) t.equal(effectOf(source), undefined, source.file);
      for (const { from, values } of source.imports) {
        const file = normalize(`${dirname(source.file)}/${from}`);
        const crosses = values.length > 0 && from.startsWith('.') && allowed.includes(file) && !isDoor;
        t.notOk(crosses && !allowed.includes(source.file), `${source.file} is pure and imports ${from}`);
      }
    }
    for (const file of effectFiles[name] ?? [])
      t.ok(
        sources.some((source) => source.file === file),
        `${file} is there`,
      );
  });
}

t.test('cac, execa and chokidar stay in their places', async (t) => {
  const places: Readonly<Record<string, string>> = {
    cac: 'lib-command',
    execa: 'lib-tool',
    chokidar: 'esp-watch',
  };
  for (const { name, sources } of packages) {
    for (const { file, imports } of sources) {
      for (const { from } of imports) {
        const place = places[from];
        if (place !== undefined) t.equal(name, place, `${name}/${file} imports ${from}`);
      }
    }
  }
});
