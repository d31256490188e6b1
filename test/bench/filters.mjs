// node test/bench/filters.mjs, a part of npm run bench: a long fstab through fstab-rewrite, side by side with the start of the same
// binary doing nothing; into its section of docs/benchmarks.md. BENCH_ROUNDS says how many rounds (20).
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { median } from './common.mjs';

const root = resolve(import.meta.dirname, '../..');
const bin = process.env.BENCH_BIN ?? join(root, 'dist/bin');
const fstabRewrite = join(bin, 'fstab-rewrite');
const rounds = Number(process.env.BENCH_ROUNDS ?? 20);
const rows = 10_000;
const [old, fresh] = [
  'UUID=3f1c0a52-8f3b-4c1e-9d7a-0a4b5c6d7e8f',
  'UUID=aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb',
];

/** An fstab in which each `every`th row has the id that is replaced. */
function fstab(every) {
  const lines = [];
  for (let row = 0; row < rows; row += 1) {
    const id = row % every === 0 ? old : `UUID=${String(row).padStart(8, '0')}-8f3b-4c1e-9d7a-0a4b5c6d7e8f`;
    lines.push(`${id} /srv/data${row} ext4 rw,noatime,x-systemd.device-timeout=10s 0 2\n`);
  }
  return lines.join('');
}

/** Milliseconds of one call, its input a file or a pipe; its output goes into a file. */
function once(work, { args, path, piped }) {
  const output = openSync(join(work, 'out'), 'w');
  const file = path === undefined || piped ? undefined : openSync(path, 'r');
  const input = piped ? readFileSync(path) : undefined;
  const begun = performance.now();
  const { status, stderr } = spawnSync(fstabRewrite, args, {
    input,
    stdio: [file ?? (piped ? 'pipe' : 'ignore'), output, 'pipe'],
  });
  const milliseconds = performance.now() - begun;
  closeSync(output);
  if (file !== undefined) closeSync(file);
  if (status !== 0) throw new Error(`fstab-rewrite ${args.join(' ')}: ${stderr}`);
  return milliseconds;
}

const work = mkdtempSync(join(tmpdir(), 'twinroot-bench-'));
try {
  const paths = { some: join(work, 'some'), all: join(work, 'all') };
  writeFileSync(paths.some, fstab(1000));
  writeFileSync(paths.all, fstab(1));
  const ids = ['--id', `${old} ${fresh}`];
  const candidates = {
    'start of the binary': { args: ['--version'] },
    'no input': { args: ids },
    'one row in 1,000 has the id, from a file': { args: ids, path: paths.some },
    'the same from a pipe': { args: ids, path: paths.some, piped: true },
    'every row has the id, from a file': { args: ids, path: paths.all },
    'every row has the id, from a pipe': { args: ids, path: paths.all, piped: true },
    'the same from a pipe, and mount points move': {
      args: [...ids, '--under', '/mnt'],
      path: paths.all,
      piped: true,
    },
  };
  const times = Object.fromEntries(Object.keys(candidates).map((name) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const [name, candidate] of Object.entries(candidates)) {
      const milliseconds = once(work, candidate);
      // The first round only warms up.
      if (round >= 0) times[name].push(milliseconds);
    }
  }
  const start = median(times['start of the binary']);
  const lines = Object.entries(times).map(([name, values]) => {
    const ratio = median(values) / start;
    const verdict = name.startsWith('start') ? '' : ratio <= 1.5 ? 'holds' : '**does not hold**';
    return `| ${name} | ${median(values).toFixed(1)} | ${ratio.toFixed(2)} x | ${verdict} |`;
  });
  const [load] = loadavg();
  const section = [
    '## Filters',
    '',
    `fstab-rewrite on an fstab of ${rows.toLocaleString('en')} rows, in at most 1.5 times the start of the same binary doing nothing. Medians of`,
    `${rounds} rounds in turns, on ${cpus().length} processors with a load of ${load.toFixed(1)} at the end.`,
    '',
    '| run | milliseconds | in starts | at most 1.5 x |',
    '| --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n');
  process.stdout.write(section);
  const page = join(root, 'docs/benchmarks.md');
  const sections = readFileSync(page, 'utf8').split(/^(?=## )/m);
  const others = sections.filter((text) => !text.startsWith('## Filters'));
  if (process.env.BENCH_ROUNDS === undefined)
    writeFileSync(page, [...others.map((text) => `${text.trimEnd()}\n`), section].join('\n'));
  process.exitCode = lines.some((line) => line.includes('**')) ? 1 : 0;
} finally {
  rmSync(work, { recursive: true });
}
