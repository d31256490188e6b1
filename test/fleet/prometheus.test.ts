import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { parse } from 'yaml';
import { mirroredMachine, type Sample, written } from '../fixtures/written-metrics.ts';
import { workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { needs } from '../support/needs.ts';

// Alerts and dashboard name only what esp-check writes.

const fleet = join(workspace, 'docs/fleet');
const rulesPath = join(fleet, 'prometheus/twinroot.rules.yml');
/** What Prometheus puts on each series that it fetches. */
const scraped = ['instance', 'job'];

const directory = mkdtempSync(join(tmpdir(), 'fleet-'));
t.teardown(() => rmSync(directory, { recursive: true }));
const root = await mirroredMachine(join(directory, 'mirrored'));
const samples = (await written(root, directory)).metrics.flatMap((metric) => metric.samples);

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: Readonly<Record<string, string>>;
}

/** Asserts that an expression names metrics that are there, with labels and values of labels that they have. */
function isOfWhatIsWritten(t: Test, expr: string): void {
  const names = expr.match(/\btwinroot_\w+/g) ?? [];
  t.ok(names.length > 0, expr);
  const labels = new Set(scraped);
  for (const name of names) {
    const found = samples.filter((sample) => sample.name === name);
    t.ok(found.length > 0, `${name} is written`);
    for (const label of labelsOf(found)) labels.add(label);
  }
  for (const [, matchers = ''] of expr.matchAll(/\{(.*?)\}/g))
    for (const [, label = '', operator, value = ''] of matchers.matchAll(/(\w+)(=~|!~|!=|=)"(.*?)"/g)) {
      t.ok(labels.has(label), `${expr}: ${label} is a label`);
      if (value.startsWith('$')) continue;
      const values = operator?.includes('~') ? value.split('|') : [value];
      for (const one of values)
        t.ok(
          samples.some((sample) => sample.labels[label] === one),
          `${label} is ${one} somewhere`,
        );
    }
  for (const [, list = ''] of expr.matchAll(/\b(?:by|on|without|ignoring) \((.*?)\)/g))
    for (const label of list.split(', ')) t.ok(labels.has(label), `${expr}: ${label} is a label`);
  t.equal(
    expr.match(/\b(?:by|on|without|ignoring)\b/g)?.length,
    expr.match(/\b(?:by|on|without|ignoring) \(/g)?.length,
  );
}

function labelsOf(found: readonly Sample[]): readonly string[] {
  return found.flatMap((sample) => Object.keys(sample.labels));
}

const { groups }: { groups: { rules: Rule[] }[] } = parse(readFileSync(rulesPath, 'utf8'));
const rules = groups.flatMap((group) => group.rules);

t.test('each alert is about what esp-check writes', async (t) => {
  t.ok(rules.length >= 4);
  for (const { alert, expr, annotations } of rules) {
    isOfWhatIsWritten(t, expr);
    const [metric] = expr.match(/\btwinroot_\w+/) ?? [];
    const has = [...scraped, ...labelsOf(samples.filter(({ name }) => name === metric))];
    for (const text of Object.values(annotations))
      for (const [, label = ''] of text.matchAll(/\$labels\.(\w+)/g))
        t.ok(has.includes(label), `${alert}: ${label}`);
  }
});

t.test('each panel of the dashboard is about what esp-check writes', async (t) => {
  const dashboard = JSON.parse(readFileSync(join(fleet, 'grafana/twinroot.json'), 'utf8'));
  const exprs = dashboard.panels.flatMap(({ targets }: { targets: { expr: string }[] }) =>
    targets.map(({ expr }) => expr),
  );
  t.ok(exprs.length >= 6);
  for (const expr of exprs) isOfWhatIsWritten(t, expr);
  const [, instances] = dashboard.templating.list;
  isOfWhatIsWritten(t, instances.definition);
  const ids = dashboard.panels.map(({ id }: { id: number }) => id);
  t.equal(new Set(ids).size, ids.length);
});

t.test('the page of the fleet has each alert, with its severity', async (t) => {
  const page = readFileSync(join(fleet, 'README.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `(Twinroot\w+)` +\| (\w+) +\|/gm)];
  t.same(
    rows.map(([, alert, severity]) => [alert, severity]),
    rules.map(({ alert, labels }) => [alert, labels.severity]),
  );
});

t.test('each alert has a test, which promtool runs', async (t) => {
  const text = readFileSync(join(fleet, 'prometheus/twinroot.test.yml'), 'utf8');
  for (const { alert } of rules) t.match(text, `alertname: ${alert}\n`);
  t.match(parse(text).rule_files, ['twinroot.rules.yml']);
});

t.test('promtool accepts the alerts, and they fire when they should', needs('promtool'), async (t) => {
  const cwd = join(fleet, 'prometheus');
  for (const args of [
    ['check', 'rules', 'twinroot.rules.yml'],
    ['test', 'rules', 'twinroot.test.yml'],
  ]) {
    const { status, out, err } = await call('/usr/bin/promtool', args, { cwd });
    t.equal(status, 0, out + err);
  }
});
