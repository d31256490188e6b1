import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Candidate, noting, type Pace, startCandidate, writeScript } from './candidate.ts';
import { addMirror, type Machine } from './machine.ts';
import { shell } from './shell.ts';
import { syncList } from './units.ts';

// What a user would take instead. Each has the same sources, and disks of its own to write to.

/** A candidate, or why it is not here. */
export type Other = { readonly candidate: Candidate } | { readonly name: string; readonly why: string };

/** Starts those that are here. */
export async function startOthers(machine: Machine, pace: Pace): Promise<readonly Other[]> {
  return [await startLsyncd(machine), await startDualRoot(machine, pace)];
}

const lsyncd = '/usr/bin/lsyncd';

/** lsyncd with its own defaults but for the delay: the least that it takes is longer here than 15 seconds are there. */
async function startLsyncd(machine: Machine): Promise<Other> {
  const name = 'lsyncd';
  if (!existsSync(lsyncd)) return { name, why: 'it is not installed' };
  const { root, esp, trees, work } = machine;
  const disks = await addMirror(machine, name);
  const log = join(work, `${name}.runs`);
  const rsync = writeRsync(machine, name, log);
  const pairs = [
    { source: `${esp.place}/`, target: join(disks.esp.place, 'esp/'), exclude: [] },
    ...trees.map((tree) => ({
      source: join(root, tree.source),
      target: join(disks.trees.place, `${tree.name}/`),
      exclude: tree.exclude,
    })),
  ];
  const quoted = (text: string) => JSON.stringify(text);
  const syncs = pairs.map(
    ({ source, target, exclude }) =>
      `sync { default.rsync, source = ${quoted(source)}, target = ${quoted(target)}, delay = 1, ` +
      `exclude = { ${exclude.map(quoted).join(', ')} }, rsync = { archive = true, binary = ${quoted(rsync)} } }`,
  );
  const config = join(work, `${name}.lua`);
  writeFileSync(config, `${['settings { nodaemon = true, insist = true }', ...syncs].join('\n')}\n`);
  return { candidate: startCandidate({ name, words: [lsyncd, '-nodaemon', config], log }) };
}

/** A checkout of dual-root; nothing of it is part of this project. */
const checkout = process.env['TWINROOT_DUAL_ROOT'];

/** dual-root's daemon, its own times shortened as those of the others are. */
async function startDualRoot(machine: Machine, pace: Pace): Promise<Other> {
  const name = 'dual-root';
  if (checkout === undefined) return { name, why: 'TWINROOT_DUAL_ROOT names no checkout of it' };
  const program = join(checkout, 'etc/dual-root');
  if (!existsSync(program))
    return { name, why: `TWINROOT_DUAL_ROOT is no checkout of it: there is no ${program}` };
  const python = await pythonOfDualRoot();
  if (python === null) return { name, why: 'it needs Python 3.12 or newer with psutil' };
  const { root, esp, work } = machine;
  const disks = await addMirror(machine, name);
  const log = join(work, `${name}.runs`);
  const copy = join(work, name);
  cpSync(program, copy, { recursive: true });
  edit(join(copy, 'lib/sync.py'), "'/usr/bin/rsync'", `'${writeRsync(machine, name, log)}'`);
  edit(join(copy, 'lib/class_inotify.py'), 'timeout = 15*60', `timeout = ${pace.seconds(900, 0.5)}`);
  // The ESPs are an item like the others: it finds them by efibootmgr, which has nothing to say here.
  const own = JSON.stringify([`${esp.place}/`, `${join(disks.esp.place, 'esp')}/`]);
  const list = syncList(machine, root, disks.trees.place, pace).replace('sync = [\n', `sync = [\n${own},\n`);
  const config = join(work, `${name}.conf`);
  writeFileSync(config, `dualroot = false\n${list}`);
  const words = [python, '-u', join(copy, 'dual-root-tool.py'), '-sd', '-q', '-c', config];
  return { candidate: startCandidate({ name, words, log }) };
}

async function pythonOfDualRoot(): Promise<string | null> {
  const test = 'import sys, psutil, tomllib; sys.exit(sys.version_info < (3, 12))';
  const { status } = spawnSync('python3', ['-c', test], { stdio: 'ignore' });
  return status === 0 ? shell('command -v python3') : null;
}

function edit(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`${file}: there is no ${from}: dual-root has changed`);
  writeFileSync(file, text.replace(from, to));
}

/** rsync, which notes its runs: the last word but one is its source. */
function writeRsync({ root, esp, work }: Machine, name: string, log: string): string {
  const file = join(work, `${name}-rsync`);
  const key = [
    `key=\${@: -2:1}; key=\${key#'${root}'}`,
    `[ "$key" = '${esp.place.slice(root.length)}/' ] && key=esp`,
  ];
  writeScript(file, ...key, ...noting(log, '$key', '/usr/bin/rsync "$@"'));
  return file;
}
