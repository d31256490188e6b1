import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binaryOf, workspace } from '../../support/binaries.ts';
import { setText } from '../../support/esp-watch-call.ts';
import { valuesOf } from '../../support/install-call.ts';
import { type Candidate, noting, type Pace, startCandidate, writeScript } from './candidate.ts';
import { addMirror, type Machine } from './machine.ts';

// The two units that watch, started by their own ExecStart=. The commands in it are found in a directory of scripts, which
// run the built ones for this machine, with shorter times, and note when.

export const espUnit = 'esp-watch.service';
export const treeUnit = 'tree-watch.service';

/** Starts both units. */
export async function startUnits(machine: Machine, pace: Pace): Promise<readonly Candidate[]> {
  const { root, work, esp } = machine;
  const name = 'twinroot';
  const disks = await addMirror(machine, name);
  const scripts = join(work, 'bin');
  mkdirSync(scripts);
  const config = join(root, 'etc/twinroot');
  mkdirSync(config, { recursive: true });
  writeFileSync(join(config, 'sync.toml'), syncList(machine, '', `/mnt/${name}-trees`, pace));
  const command = (each: string, ...lines: readonly string[]) => writeScript(join(scripts, each), ...lines);
  const log = (unit: string) => join(work, `${unit}.runs`);
  const real = (each: string) => `'${binaryOf(each)}'`;

  const times = `--settle ${pace.seconds(2, 0.1)} --max-wait ${pace.seconds(30, 1)}`;
  // The default is for sets alone: 15 minutes.
  const rescans = { [espUnit]: `--rescan ${pace.seconds(900, 0.5)}`, [treeUnit]: '' };
  for (const [unit, rescan] of Object.entries(rescans)) {
    mkdirSync(join(scripts, unit));
    const watch = `exec ${real('esp-watch')} --sysroot '${root}' ${times} ${rescan} "$@"`;
    command(`${unit}/esp-watch`, watch);
  }
  writeFileSync(join(work, 'set'), setText(esp.place.slice(root.length)));
  command('twinroot', pipeOfTwo);
  command('esp-which', `exec cat '${work}/set'`);
  // Between directories: ext4 may have to stand in for FAT, which a member of a set must be.
  const directories = `--from '${esp.place}' --to '${join(disks.esp.place, 'esp')}'`;
  command('esp-mirror', ...noting(log(espUnit), 'esp', `${real('esp-mirror')} "$@" ${directories}`));
  command('tree-items', `exec ${real('tree-items')} --sysroot '${root}' "$@"`);
  // One item a group, in its second line, the source first.
  const mirror = `printf '%s\\n' "\${rows[@]}" | ${real('tree-mirror')} --sysroot '${root}' "$@"`;
  command('tree-mirror', 'mapfile -t rows', ...noting(log(treeUnit), '${rows[1]%% *}', mirror));
  // The units for one run each are not part of this, but systemd says when they are started.
  command('systemctl', '[ "$1" = start ] && echo "systemd: $*" >&2');
  return [espUnit, treeUnit].map((unit) =>
    startCandidate({
      name: unit,
      words: wordsOf(unit, scripts),
      log: log(unit),
      path: `${join(scripts, unit)}:${scripts}`,
      isMute: valuesOf(join(workspace, 'units', unit), 'StandardOutput').includes('null'),
    }),
  );
}

/** The list of sync items in TOML, which dual-root reads as well. */
export function syncList({ trees }: Machine, root: string, dests: string, pace: Pace): string {
  const rows = trees.map(({ source, name, exclude }) =>
    JSON.stringify([`${root}${source}`, `${dests}/${name}`, ...(exclude.length > 0 ? [exclude] : [])]),
  );
  return `sync_delay = ${pace.seconds(300, 0.1)}\nsync = [\n${rows.join(',\n')}\n]\n`;
}

/** The words that a unit starts, with its programs where they are here. */
function wordsOf(unit: string, scripts: string): readonly string[] {
  const [line = ''] = valuesOf(join(workspace, 'units', unit), 'ExecStart');
  const built = line
    .replaceAll('/usr/lib/twinroot/', `${join(workspace, 'units')}/`)
    .replaceAll('/usr/bin/', `${scripts}/`);
  return built.replaceAll('$$', '$').replaceAll('%%', '%').split(' ');
}

/** A pipe of two of the scripts: what the first writes to its end is the input of the second, which takes its place. */
const pipeOfTwo = `shift; separator=:
[ "$1" != --separator ] || { separator=$2; shift 2; }
first=()
while [ "$1" != "$separator" ]; do first+=("$1"); shift; done
shift
exec "$@" <<<"$("\${first[@]}")"`;
