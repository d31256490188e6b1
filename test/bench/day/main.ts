// node test/bench/day/main.ts, a part of npm run bench: a day of two machines, into its section of docs/benchmarks.md. Needs
// root, for its disks. BENCH_DAY says in how many seconds a day goes by, and BENCH_ONLY which machine is looked at, desktop or
// server; with either nothing is written. TWINROOT_DUAL_ROOT names a checkout of dual-root.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release } from 'node:os';
import { join } from 'node:path';
import { workspace } from '../../support/binaries.ts';
import type { Pace } from './candidate.ts';
import { desktop } from './desktop.ts';
import { type DayResult, measureDay } from './measure.ts';
import { heading, holds, promisesOf, section } from './page.ts';
import { server } from './server.ts';
import { typeOfEsps } from './volume.ts';

const seconds = Number(process.env['BENCH_DAY'] ?? 100);
const only = process.env['BENCH_ONLY'];

async function main(): Promise<number> {
  const pace: Pace = {
    minute: seconds / (24 * 60),
    seconds: (ofDay, least) => Math.max(least, Number(((ofDay * seconds) / 86_400).toFixed(3))),
  };
  const load = loadavg()[0] ?? 0;
  const results: DayResult[] = [];
  for (const scenario of [desktop, server])
    if (only === undefined || only === scenario.name) results.push(await measureDay(scenario, pace));
  const text = section(results, {
    seconds,
    processors: `${cpus().length} processors (${cpus()[0]?.model.trim()})`,
    kernel: release(),
    espType: typeOfEsps() === 'vfat' ? 'FAT' : 'ext4, since this kernel has no FAT',
    loads: [load, loadavg()[0] ?? 0],
  });
  process.stdout.write(`${text}${details(results)}`);
  if (process.env['BENCH_DAY'] === undefined && only === undefined) writeSection(text);
  return results.flatMap(promisesOf).every(holds) ? 0 : 1;
}

/** What our own did without a cause, with the time of the day, to look into. */
function details(results: readonly DayResult[]): string {
  const lines = results.flatMap(({ name: machine, outcomes, begin }) => {
    const timeOf = (at: number) => {
      const minutes = Math.floor(((at - begin) / seconds) * 24 * 60);
      return [Math.floor(minutes / 60), minutes % 60].map((each) => String(each).padStart(2, '0')).join(':');
    };
    const own = outcomes.find(({ name }) => name === 'twinroot')?.programs ?? [];
    return own.flatMap(({ name, idleLines, idleRuns }) => [
      ...idleRuns.map(
        ({ key, begin: at }) => `# ${machine} ${timeOf(at)} ${name}: a run for nothing, of ${key}\n`,
      ),
      ...idleLines.map(({ at, text }) => `# ${machine} ${timeOf(at)} ${name}: ${text}\n`),
    ]);
  });
  return lines.toSorted().join('');
}

/** Puts the section where it was, or after that of the watcher. */
function writeSection(text: string): void {
  const page = join(workspace, 'docs/benchmarks.md');
  const parts = readFileSync(page, 'utf8').split(/^(?=## )/m);
  const others = parts.filter((part) => !part.startsWith(`${heading}\n`));
  const own = parts.findIndex((part) => part.startsWith(`${heading}\n`));
  const place = own < 0 ? others.findIndex((part) => part.startsWith('## esp-watch\n')) + 1 : own;
  const all = others.toSpliced(place, 0, text).map((part) => part.trimEnd());
  writeFileSync(page, `${all.join('\n\n')}\n`);
}

// Whatever happens, no mount and no process is left on the machine; and no package manager at work there holds back anything here.
if (process.argv[2] === 'inside') process.exitCode = await main();
else {
  const spaces = ['--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const inside = [...spaces, '--', process.execPath, import.meta.filename, 'inside'];
  const { status, error } = spawnSync('unshare', inside, { stdio: 'inherit' });
  if (error !== undefined) throw error;
  process.exitCode = status ?? 1;
}
