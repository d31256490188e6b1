import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import {
  captured,
  type Metric,
  mirroredMachine,
  type Written,
  written,
} from '../fixtures/written-metrics.ts';
import { binaryOf, workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';

// The records and metrics of esp-check are interfaces: docs/schema has the records, docs/fleet/README.md the metrics.

const directory = mkdtempSync(join(tmpdir(), 'fleet-'));
t.teardown(() => rmSync(directory, { recursive: true }));

/** A schema with no room for a key that it does not name. */
function closed(name: string): object {
  const text = readFileSync(join(workspace, 'docs/schema', `${name}.json`), 'utf8');
  const strict = text.replaceAll('"additionalProperties": true', '"additionalProperties": false');
  if (strict === text) throw new Error(`${name}: which keys may be there?`);
  return JSON.parse(strict);
}

const ajv = new Ajv2020({ strict: true });
const [isCheck, isMachine] = ['check-1', 'machine-1'].map((name) => ajv.compile(closed(name)));

/** Where machines are, and what esp-check wrote of them. */
const all = new Map<string, Written>();
for (const name of captured) {
  const root = join(workspace, 'test/roots', name);
  rmSync(join(directory, 'twinroot.prom'), { force: true });
  all.set(root, await written(root, directory));
}
const mirrored = await mirroredMachine(join(directory, 'mirrored'));
all.set(mirrored, await written(mirrored, directory));

/** Whether esp-which finds no set on a captured machine. */
function hasNoSet(root: string): boolean {
  const { cases } = JSON.parse(readFileSync(join(root, 'expected.json'), 'utf8'));
  return cases.some(
    ({ args, status }: { args: string[]; status: number }) => args.length === 0 && status !== 0,
  );
}

const series = ({ name, labels }: Metric['samples'][number]) => JSON.stringify([name, labels]);

for (const [root, { answer, metrics }] of all) {
  const name = root.slice(root.lastIndexOf('/') + 1);

  t.test(`${name}: records are as docs/schema has them, and the metrics say the same`, async (t) => {
    t.ok([0, 1, 32].includes(answer.status ?? -1), answer.err);
    if (answer.out === '') {
      t.not(answer.status, 0);
      t.ok(hasNoSet(root), answer.err);
      t.same(metrics, [], 'of a machine that cannot be asked there are no metrics');
      return;
    }
    const group = JSON.parse(answer.out);
    t.ok(isCheck?.(group), ajv.errorsText(isCheck?.errors));
    const samples = metrics.flatMap((metric) => metric.samples);
    t.equal(new Set(samples.map(series)).size, samples.length, 'no series is there twice');
    const found = samples.flatMap(({ name, labels: { member, check }, value }) =>
      name === 'twinroot_check_state' ? [{ member, check, value }] : [],
    );
    const states = ['ok', 'warn', 'unknown', 'fail'];
    t.same(
      found,
      group.checks
        .filter(({ check }: { check: string }) => check !== 'verdict')
        .map((one: Record<string, string>) => ({
          member: one['member'],
          check: one['check'],
          value: states.indexOf(one['state'] ?? ''),
        })),
    );
  });

  t.test(`${name}: what was gathered is as docs/schema has it`, async (t) => {
    const below = ['--sysroot', root];
    const args = ['pipe', 'esp-which', ...below, ':', 'esp-check', ...below, '--gather', '--json'];
    const { out } = await call(binaryOf('twinroot'), args);
    t.equal(out === '', answer.out === '');
    if (out !== '') t.ok(isMachine?.(JSON.parse(out)), ajv.errorsText(isMachine?.errors));
  });
}

t.test('the page of the fleet has each metric as it is written, and no other', async (t) => {
  const page = readFileSync(join(workspace, 'docs/fleet/README.md'), 'utf8');
  const rows = page.split('\n').flatMap((line) => {
    const [, name = '', type, labels = '', meaning] =
      /^\| `(twinroot_\w+)` +\| (\w+) +\| (.*?) +\| (.*?) +\|$/.exec(line) ?? [];
    const named = [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label);
    return name === '' ? [] : [{ name, type, labels: named, meaning }];
  });
  // The mirrored machine has all of them, in the order of the page.
  const seen = new Map<string, object>();
  for (const { metrics } of [...all.values()].reverse())
    for (const { name, type, help, samples } of metrics)
      for (const { labels } of samples) {
        const row = { name, type, labels: Object.keys(labels), meaning: help };
        t.strictSame(seen.get(name) ?? row, row, 'all its series have the same labels');
        seen.set(name, row);
      }
  t.strictSame(rows, [...seen.values()]);
});
