import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { type ComingRun, foreseeDeletions, judgeDeletions } from '../../src/act/judge-deletions.ts';
import { type Change, outFormat } from '../../src/decide/itemized.ts';
import { compareNames } from '../../src/gather/compare-names.ts';

const skip = spawnSync('rsync', ['--version']).error !== undefined && 'rsync is not installed';
/** A directory as tap makes it. */
type Tree = NonNullable<Parameters<typeof t.testdir>[0]>;
const { signal } = new AbortController();
const usual = { maxDelete: 50, allowEmpty: false };

/** A run of rsync between two directories of a place. */
function runIn(place: string, more: Partial<ComingRun> = {}): ComingRun {
  const options = more.options ?? ['-a', '--delete'];
  const [source, dest] = [join(place, 'source'), join(place, 'dest')];
  return {
    ...{ options, source, dest, name: null, files: [], signal, limits: usual },
    wordsWith: (others) => [
      'rsync',
      [...options, `--out-format=${outFormat}`, ...others, '--', `${source}/`, dest],
    ],
    ...more,
  };
}

const files = (from: number, to: number) =>
  Object.fromEntries(Array.from({ length: to - from }, (_, at) => [`file${from + at}`, '']));

t.test('what is allowed, and how much', { skip }, async (t) => {
  const cases: [what: string, source: Tree, dest: Tree, more: Partial<ComingRun>, answer: object][] = [
    ['nothing to delete', files(0, 40), files(0, 40), {}, { kind: 'allowed', most: 20 }],
    ['a first copy', files(0, 40), {}, {}, { kind: 'allowed', most: 10 }],
    ['a few', files(0, 30), files(0, 40), {}, { kind: 'allowed', most: 20 }],
    ['half', files(0, 20), files(0, 40), {}, { kind: 'allowed', most: 20 }],
    ['more than half', files(0, 19), files(0, 40), {}, { kind: 'refused' }],
    ['other files altogether', files(40, 80), files(0, 40), {}, { kind: 'refused' }],
    ['a few others', files(40, 44), files(0, 4), {}, { kind: 'allowed', most: 10 }],
    ['nothing, over nothing', {}, {}, {}, { kind: 'allowed' }],
    ['nothing, over one', {}, { a: '' }, {}, { kind: 'refused' }],
    ['lost+found, over many', { 'lost+found': {} }, files(0, 40), {}, { kind: 'refused' }],
    [
      'only what is excluded',
      { 'x.log': '' },
      { a: '' },
      { options: ['-a', '--delete', '--exclude=*.log'] },
      { kind: 'refused' },
    ],
    [
      'what is excluded on both sides',
      { 'x.log': '' },
      { 'x.log': '', a: '' },
      { options: ['-a', '--delete', '--exclude=*.log'] },
      { kind: 'refused' },
    ],
    [
      'something besides',
      { 'x.log': '', b: {} },
      { 'x.log': '', a: '' },
      { options: ['-a', '--delete', '--exclude=*.log'] },
      { kind: 'allowed' },
    ],
    [
      'over what is excluded',
      {},
      { a: '' },
      { options: ['-a', '--delete', '--exclude=/a'] },
      { kind: 'allowed' },
    ],
    ['without --delete', {}, files(0, 40), { options: ['-a'] }, { kind: 'allowed', most: null }],
    [
      'with a limit of its own',
      files(0, 30),
      files(0, 40),
      { options: ['-a', '--delete', '--max-delete=3'] },
      { kind: 'allowed', most: null },
    ],
    [
      'what is excluded is deleted',
      files(0, 40),
      files(0, 40),
      { options: ['-a', '--delete-excluded', '--exclude=file*'] },
      { kind: 'refused' },
    ],
    [
      '100 %',
      files(0, 1),
      files(0, 40),
      { limits: { maxDelete: 100, allowEmpty: false } },
      { kind: 'allowed', most: null },
    ],
    [
      '100 % of nothing',
      {},
      files(0, 40),
      { limits: { maxDelete: 100, allowEmpty: false } },
      { kind: 'refused' },
    ],
    [
      '100 % of nothing but what is excluded',
      { 'x.log': '' },
      files(0, 40),
      { options: ['-a', '--delete', '--exclude=*.log'], limits: { maxDelete: 100, allowEmpty: false } },
      { kind: 'refused' },
    ],
    [
      'nothing, meant so',
      {},
      files(0, 40),
      { limits: { maxDelete: 50, allowEmpty: true } },
      { kind: 'allowed', most: null },
    ],
    ['0 %', files(0, 39), files(0, 40), { limits: { maxDelete: 0, allowEmpty: false } }, { kind: 'refused' }],
    [
      'by a source that cannot be looked at',
      files(0, 19),
      files(0, 40),
      { source: null },
      { kind: 'refused' },
    ],
    [
      'an option that is none',
      {},
      files(0, 40),
      { options: ['--delete', '--no-such-option'] },
      { kind: 'failed' },
    ],
  ];
  for (const [what, source, dest, more, answer] of cases)
    t.match(await judgeDeletions(runIn(t.testdir({ source, dest }), more)), answer, what);
});

t.test('rsync tells, and changes nothing', { skip }, async (t) => {
  const place = t.testdir({ source: files(0, 5), dest: files(3, 40) });
  const changes: Change[] = [];
  const { answer, fault } = await foreseeDeletions(runIn(place), (change) => changes.push(change));
  t.match(answer, { kind: 'refused' });
  t.equal(fault, null);
  t.equal(changes.filter(({ operation }) => operation === 'delete').length, 35);
  t.equal(
    spawnSync('ls', [join(place, 'dest')])
      .stdout.toString()
      .split('\n').length,
    38,
  );
});

const path = fc
  .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 })
  .map((names) => names.join('/'));

function writeTree(top: string, paths: readonly string[]): void {
  mkdirSync(top);
  for (const each of paths) {
    // What is a directory already stays one, and what is a file keeps others from lying below it.
    try {
      mkdirSync(dirname(join(top, each)), { recursive: true });
      writeFileSync(join(top, each), '');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && /^E(EXIST|NOTDIR|ISDIR)$/.test(String(error.code))))
        throw error;
    }
  }
}

t.test('names never promise fewer deletions than rsync makes', { skip }, async (t) => {
  const base = t.testdir({});
  const excluded = fc.constantFrom('--exclude=/a', '--exclude=/a/b/', '--exclude=b', '--exclude=/c/');
  await fc.assert(
    fc.asyncProperty(fc.array(path), fc.array(path), fc.array(excluded), async (here, there, patterns) => {
      const place = mkdtempSync(join(base, 'trees-'));
      writeTree(join(place, 'source'), here);
      writeTree(join(place, 'dest'), there);
      const run = runIn(place, { options: ['-a', '--delete', ...patterns] });
      let deleted = 0;
      await foreseeDeletions(run, ({ operation }) => {
        if (operation === 'delete') deleted += 1;
      });
      const apart = patterns.flatMap((pattern) =>
        pattern === '--exclude=b' ? [] : [pattern.slice('--exclude=/'.length)],
      );
      const pair = { source: run.source, dest: run.dest, oneFileSystem: false, apart };
      const { onlyThere } = await compareNames(pair, 1000, signal);
      t.ok(onlyThere >= deleted, `${here} over ${there}: ${deleted}, but ${onlyThere}`);
      rmSync(place, { recursive: true });
    }),
    { numRuns: 40 },
  );
});
