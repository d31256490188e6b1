import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { binaries, binaryOf, workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { built, copyUnits, valuesOf } from '../support/install-call.ts';
import { needs } from '../support/needs.ts';

const directory = join(workspace, 'units');
const units = readdirSync(directory).filter((name) => /\.(service|timer)$/.test(name));
const services = units.filter((name) => name.endsWith('.service'));
const place = (unit: string) => join(directory, unit);
const env = { PATH: '/usr/bin:/bin', SYSTEMD_UNIT_PATH: `${directory}:` };
const analyze = (...args: readonly string[]) => call('/usr/bin/systemd-analyze', args, { env });
const commandLines = (unit: string) =>
  ['ExecCondition', 'ExecStartPre', 'ExecStart'].flatMap((key) => valuesOf(place(unit), key));

t.test('systemd understands every unit', needs('systemd-analyze'), async (t) => {
  t.ok(units.length >= 4);
  const copies = t.testdir({});
  copyUnits(directory, copies, binaries);
  const given = { env: { ...env, SYSTEMD_UNIT_PATH: `${copies}:` } };
  for (const unit of units) {
    const answer = await call('/usr/bin/systemd-analyze', ['verify', '--man=no', join(copies, unit)], given);
    t.match(answer, { status: 0, out: '', err: '' }, unit);
  }
});

t.test('every unit names its pages, and they are there', async (t) => {
  for (const unit of units) {
    const pages = valuesOf(place(unit), 'Documentation').flatMap((line) => line.split(' '));
    t.ok(pages.length > 0, unit);
    for (const page of pages) {
      const [, name, section] = /^man:([\w-]+)\((\d)\)$/.exec(page) ?? [];
      t.ok(existsSync(join(workspace, `docs/man/${name}.${section}`)), `${unit}: ${page}`);
    }
  }
});

t.test('every command that a unit runs is built', async (t) => {
  for (const unit of units) {
    const words = commandLines(unit).flatMap(
      (line) =>
        line.match(/(?<!\/twinroot\/)\b(?:esp|gen|root|tree)-[a-z]+\b(?!\.)|(?<=bin\/)twinroot\b/g) ?? [],
    );
    for (const word of words) t.ok(['twinroot', ...built].includes(word), `${unit}: ${word}`);
  }
});

t.test('what is left for later is no failure of a unit', async (t) => {
  const id = `0123456789abcdef${process.pid}`;
  const args = [join(directory, 'watched-run'), 'none.service', 'sh', '-c', 'cat >/dev/null; exit 75'];
  const given = { env: { ...env, INVOCATION_ID: id, ESP_WATCH_KEY: 'key' }, input: 'group\n' };
  t.match(await call('/bin/sh', args, given), { status: 75, out: '', err: '' });
  t.notOk(existsSync(`/run/twinroot/failures-${id}`));
});

t.test('no unit needs more than a shell of POSIX, and a pipeline is a pipe in one process', async (t) => {
  for (const unit of services) {
    for (const line of commandLines(unit)) {
      t.notMatch(line, /\bbash\b/, unit);
      // What may fail needs no status.
      if (!line.startsWith('-')) t.notMatch(line, / \| |<<</, unit);
    }
  }
});

/** The words of a line that has no quotes, and runs a pipe. */
const pipes = services.flatMap((unit) =>
  commandLines(unit).flatMap((line) => {
    const words = line.split(' ');
    return words[0] === '/usr/bin/twinroot' ? [{ unit, words: words.slice(1) }] : [];
  }),
);

t.test('every command of a pipe takes what its unit gives it', async (t) => {
  t.ok(pipes.length >= 9);
  for (const { unit, words } of pipes) {
    // One more word for the last command: it is the only one that is wrong, and nothing is done.
    const last = words.lastIndexOf(':') + 1;
    const wrong = [...words.slice(0, last + 1), '--bogus', ...words.slice(last + 1)];
    const said = new RegExp(`^${words[last]}: [^\\n]*--bogus[^\\n]*\\n$`);
    t.match(await call(binaryOf('twinroot'), wrong), { status: 2, out: '', err: said }, unit);
  }
});

t.test('and so does that of a watcher, for each run', async (t) => {
  const inner = pipes.flatMap(({ words }) => {
    const at = words.lastIndexOf('pipe');
    return at > 0 ? [words.slice(at)] : [];
  });
  t.equal(inner.length, 1);
  for (const words of inner)
    t.match(await call(binaryOf('twinroot'), [...words, '--bogus']), {
      status: 2,
      out: '',
      err: /^esp-mirror: [^\n]*--bogus[^\n]*\n$/,
    });
});

t.test('a shell reads every line without complaint', needs('shellcheck'), async (t) => {
  for (const line of services.flatMap(commandLines)) {
    const [, script] = /^-?\/bin\/sh -c '(.*)'$/.exec(line) ?? [];
    if (script === undefined) continue;
    const input = script.replaceAll('$$', '$').replaceAll('%%', '%');
    t.match(await call('/usr/bin/shellcheck', ['-s', 'sh', '-'], { input }), { status: 0, out: '' }, line);
  }
});

t.test('the bind is in the namespace of the machine', async (t) => {
  const keys = readFileSync(place('esp-bind.service'), 'utf8').match(/^[A-Za-z]+(?==)/gm) ?? [];
  t.same([...new Set(keys)].sort(), [
    'After',
    'Before',
    'ConditionPathIsDirectory',
    'ConditionVirtualization',
    'Conflicts',
    'DefaultDependencies',
    'Description',
    'Documentation',
    'ExecStart',
    'ExecStartPre',
    'OnFailure',
    'RemainAfterExit',
    'TimeoutStartSec',
    'Type',
    'WantedBy',
  ]);
});

t.test('a timer has a service, and is enabled', async (t) => {
  const timers = units.filter((unit) => unit.endsWith('.timer'));
  t.ok(timers.length >= 2);
  for (const timer of timers) {
    t.ok(services.includes(timer.replace(/timer$/, 'service')), timer);
    t.same(valuesOf(place(timer), 'WantedBy'), ['timers.target'], timer);
  }
});

t.test('a failure is told', async (t) => {
  const alert = 'twinroot-alert@.service';
  for (const unit of services.filter((unit) => unit !== alert)) {
    t.same(valuesOf(place(unit), 'OnFailure'), ['twinroot-alert@%n.service'], unit);
  }
});

t.test('an alert says what its unit is for', async (t) => {
  const alert = 'twinroot-alert@.service';
  const inDropIn = (unit: string) => join(directory, `twinroot-alert@${unit}.service.d/meaning.conf`);
  const meaningOf = (unit: string) =>
    valuesOf(existsSync(inDropIn(unit)) ? inDropIn(unit) : place(alert), 'Environment');
  const meanings = new Map(services.map((unit) => [unit, meaningOf(unit).join()]));
  for (const meaning of meanings.values()) t.match(meaning, /^"MEANING=[^"]+"$/);
  t.equal(meanings.get('esp-watch.service'), meanings.get('esp-mirror.service'));
  for (const unit of ['esp-bind.service', 'tree-mirror.service', 'tree-watch.service'])
    t.not(meanings.get(unit), meanings.get('esp-mirror.service'), unit);
  for (const line of valuesOf(place(alert), 'ExecStart')) t.ok(line.includes('${MEANING}'), line);
  const dropIns = readdirSync(directory).filter((name) => name.endsWith('.d'));
  const instances = services.map((unit) => `twinroot-alert@${unit}.service.d`);
  for (const name of dropIns)
    t.ok(instances.includes(name), `${name} belongs to an instance that is started`);
});

t.test('the guide has every unit, with what it may do', needs('systemd-analyze'), async (t) => {
  const guide = readFileSync(join(workspace, 'docs/guides/units.md'), 'utf8');
  for (const unit of units) t.ok(guide.includes(`\`${unit}\``), unit);
  for (const unit of services) {
    const row = guide.match(new RegExp(`^\\| \`${unit}\` +\\| (\\d+\\.\\d) +\\|`, 'm'));
    const tenths = Math.round(Number(row?.[1]) * 10);
    const rate = (threshold: number) =>
      analyze('security', '--offline=yes', `--threshold=${threshold}`, place(unit));
    t.match(await rate(tenths), { status: 0 }, `${unit}: at most ${row?.[1]}`);
  }
});
