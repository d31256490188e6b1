// An archive for machines without one of our package managers: the files of the plan for /usr/local, the plan itself, and a program in sh
// that carries it out.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { layoutElsewhere } from '../install-layout.ts';
import { type Entry, hookSets, planOf } from '../install-plan.ts';
import { plannedMark } from '../install-record.ts';
import { softwareBill } from './bundled.ts';
import { licencesOf, programsOf, textFile } from './contents.ts';
import { type Package, processorOf, version } from './family.ts';
import { stage } from './stage.ts';

/** Which sets of hooks each entry is for; `common` is always installed. */
function planWithSets(one: Package): readonly (readonly [entry: Entry, sets: readonly string[]])[] {
  const layout = layoutElsewhere('/usr/local');
  const plan = (...sets: readonly string[]) => planOf(layout, sets, programsOf(one));
  const common = new Set(plan().map(({ path }) => path));
  const bySet = hookSets.map((set) => [set, new Set(plan(set).map(({ path }) => path))] as const);
  return plan(...hookSets).map((entry) => {
    if (common.has(entry.path)) return [entry, ['common']];
    return [entry, bySet.flatMap(([set, paths]) => (paths.has(entry.path) ? [set] : []))];
  });
}

/** The plan as `install.sh` reads it, a line each: MARK MODE SETS PATH; and a last one with their number. */
function planText(planned: ReturnType<typeof planWithSets>): string {
  const mode = (entry: Entry) => ('link' in entry ? '-' : entry.mode.toString(8));
  const lines = planned.map(
    ([entry, sets]) => `${plannedMark(entry)} ${mode(entry)} ${sets.join(',')} ${entry.path}\n`,
  );
  return `${lines.join('')}# ${lines.length}\n`;
}

/** Makes an archive in a directory, and gives its file; `work` is a directory that is there and empty. */
export function makeTarball(one: Package, output: string, work: string): string {
  const name = `twinroot-${version}-linux-${processorOf(one)}`;
  const planned = planWithSets(one);
  const installer = readFileSync(join(import.meta.dirname, 'install.sh'));
  const entries = [
    textFile('/install', installer, 0o755),
    textFile('/uninstall', installer, 0o755),
    textFile('/plan', planText(planned)),
    textFile('/LICENSE', licencesOf(one)),
    textFile('/sbom.cdx.json', softwareBill(one)),
    ...planned.flatMap(([entry]) => ('link' in entry ? [] : [{ ...entry, path: `/files${entry.path}` }])),
  ];
  stage(entries, join(work, name), one.epoch);
  const file = join(output, `${name}.tar.xz`);
  const owner = [
    '--owner=root:0',
    '--group=root:0',
    '--sort=name',
    '--format=ustar',
    `--mtime=@${one.epoch}`,
  ];
  const env = { LC_ALL: 'C', XZ_DEFAULTS: '--threads=1', ...(one.isFast ? { XZ_OPT: '-0' } : {}) };
  execaSync('tar', [...owner, '--xz', '-cf', file, '-C', work, name], { env });
  return file;
}
