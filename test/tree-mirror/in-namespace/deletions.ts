import { chmodSync, mkdirSync, readFileSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { sh } from '../../fixtures/esp-machine.ts';
import { namesIn, newDisk, newPlace, ownRun, wholeOf } from '../../fixtures/tree-machine.ts';
import { brief, itemRecord, treeItems, treeMirror } from '../../support/tree-call.ts';

// A copy is what is left when the source is gone: it is never emptied because a mount is missing, or something else is in its
// place.

ownRun();

/** Writes files `0`, `1`, … into a directory. */
function writeFiles(directory: string, count: number, from = 0): void {
  mkdirSync(directory, { recursive: true });
  for (let at = from; at < from + count; at += 1) writeFileSync(join(directory, `${at}`), `${at}`);
}

function removeFiles(directory: string, count: number, from = 0): void {
  for (let at = from; at < from + count; at += 1) unlinkSync(join(directory, `${at}`));
}

/** The mount that a path is on, as findmnt(8) shows it. */
function mountOf(path: string): string {
  return sh('findmnt --noheadings --raw --output ID,MAJ:MIN,FSROOT --target "$1"', path);
}

/** A source in a directory of a file system of its own, where an empty directory of the same name lies below the mount. */
function newSource() {
  const place = newPlace();
  const [base, dest] = [join(place, 'base'), newDisk(place, 'dest')];
  mkdirSync(join(base, 'data'), { recursive: true });
  newDisk(place, 'base');
  const source = join(base, 'data');
  writeFiles(source, 5);
  return { place, base, source, dest };
}

t.test('a source whose file system is unmounted, though no fstab has it', async (t) => {
  const { base, source, dest } = newSource();
  const read = { source_mount: mountOf(source) };
  const item = itemRecord(`${source}/`, [dest], read);
  t.equal(brief(await treeMirror(item)), 'mirrored 0');
  const before = wholeOf(dest);
  for (const take of ['umount', 'umount --lazy']) {
    sh(`${take} "$1"`, base);
    for (const args of [[], ['--dry-run'], ['--allow-empty', '--max-delete', '100']]) {
      const run = await treeMirror(item, args);
      t.equal(run.status, 1, `${take}, with ${args}`);
      t.strictSame(run.changes, [], 'it is another file system: there is nothing to plan');
      t.equal(wholeOf(dest), before, `${take}, with ${args}`);
    }
    const unknown = await treeMirror(itemRecord(`${source}/`, [dest]));
    t.equal(brief(unknown), 'refused 1', 'an item that does not say where its source was');
    t.match(unknown.outcomes, [{ files_copied: 0, files_deleted: 0, why: /--allow-empty/ }]);
    t.equal(wholeOf(dest), before);
    sh('mount -t tmpfs tmpfs "$1"', base);
    mkdirSync(source);
    writeFileSync(join(source, 'other'), 'other');
    t.equal(brief(await treeMirror(item)), 'refused 1', 'another file system in its place');
    t.equal(wholeOf(dest), before);
  }
});

t.test('an empty source over a filled destination', async (t) => {
  const place = newPlace();
  const [source, dest] = [newDisk(place, 'source'), newDisk(place, 'dest')];
  writeFiles(dest, 3);
  mkdirSync(join(source, 'lost+found'));
  // Whatever the clock said when each was made: rsync compares seconds, and would tell of another time.
  for (const directory of [source, dest]) utimesSync(directory, 1, 1);
  for (const options of [null, ['-a', '--delete']]) {
    const item = itemRecord(`${source}/`, [dest], { rsync_opts: options });
    const run = await treeMirror(item);
    t.equal(brief(run), 'refused 1', run.err);
    t.ok(run.err.includes(dest) && run.err.includes('--allow-empty'), run.err);
    t.strictSame(namesIn(dest), ['0', '1', '2']);
    t.equal(brief(await treeMirror(item, ['--max-delete', '100'])), 'refused 1', 'that is something else');
  }
  const plan = await treeMirror(itemRecord(`${source}/`, [dest]), ['--dry-run']);
  t.equal(plan.status, 1);
  t.ok(plan.err.includes('--allow-empty'), 'it says what a real run would do');
  t.strictSame(plan.changes.map(({ operation, path }) => `${operation} ${path}`).toSorted(), [
    ...['delete 0', 'delete 1', 'delete 2'],
  ]);
  mkdirSync(join(place, 'source/sub'));
  mkdirSync(join(dest, 'sub'));
  writeFiles(join(dest, 'sub'), 2);
  const itself = itemRecord(join(source, 'sub'), [dest]);
  t.equal(brief(await treeMirror(itself)), 'refused 1', 'copied as itself');
  t.strictSame(namesIn(join(dest, 'sub')), ['0', '1']);
  const allowing = [
    await treeMirror(itself, ['--allow-empty']),
    await treeMirror(itemRecord(`${source}/sub/`, [join(dest, 'sub')], { allow_empty: 'yes' })),
  ];
  t.strictSame(allowing.map(brief), ['mirrored 0', 'same 0']);
  t.strictSame(namesIn(join(dest, 'sub')), []);
  t.equal(brief(await treeMirror(itemRecord(`${source}/sub/`, [join(dest, 'sub')]))), 'same 0', 'empty both');
});

t.test('most of a destination', async (t) => {
  const place = newPlace();
  const [source, dest] = [newDisk(place, 'source'), newDisk(place, 'dest')];
  writeFiles(join(source, 'a/b'), 40);
  const item = itemRecord(`${source}/`, [dest]);
  t.equal(brief(await treeMirror(item)), 'mirrored 0');
  removeFiles(join(source, 'a/b'), 21);
  writeFileSync(join(source, 'new'), 'new');
  const half = await treeMirror(item);
  t.equal(brief(half), 'mirrored 0', 'half of it may go');
  t.match(half.outcomes, [{ files_deleted: 21, files_copied: 1 }]);
  writeFiles(join(source, 'a/b'), 21);
  t.equal(brief(await treeMirror(item)), 'mirrored 0');

  removeFiles(join(source, 'a/b'), 30);
  writeFileSync(join(source, 'newer'), 'newer');
  const before = wholeOf(dest);
  const refusing = [
    await treeMirror(item),
    await treeMirror(item, ['--max-delete=60%']),
    await treeMirror(itemRecord(`${source}/`, [dest], { max_delete: 20 })),
    await treeMirror(itemRecord(`${source}/`, [dest], { max_delete: 100 }), ['--max-delete', '50']),
  ];
  for (const run of refusing) {
    t.equal(brief(run), 'refused 1');
    t.match(run.outcomes, [
      { files_copied: 0, files_deleted: 0, others_changed: 0, why: /--max-delete 100/ },
    ]);
  }
  t.equal(wholeOf(dest), before, 'nothing is deleted, and nothing is copied');
  const plan = await treeMirror(item, ['--dry-run']);
  t.equal(plan.status, 1);
  t.ok(plan.err.includes('--max-delete 100'), plan.err);
  t.equal(plan.changes.filter(({ operation }) => operation === 'delete').length, 30, 'the plan is whole');
  t.equal(wholeOf(dest), before);
  t.equal((await treeMirror(item, ['--dry-run', '--max-delete=100'])).status, 0);
  t.equal(brief(await treeMirror(item, ['--max-delete', '100'])), 'mirrored 0');
  t.strictSame(namesIn(join(dest, 'a/b')), namesIn(join(source, 'a/b')));
});

t.test("what is excluded does not count, nor does a destination's own", async (t) => {
  const place = newPlace();
  const [source, dest] = [newDisk(place, 'source'), newDisk(place, 'dest')];
  writeFiles(join(source, 'a'), 30);
  writeFiles(join(dest, 'own'), 500);
  writeFiles(join(dest, 'cache'), 500);
  writeFiles(join(source, 'cache'), 500);
  const item = itemRecord(`${source}/`, [dest], { exclude: ['/own', '*che'] });
  t.equal(brief(await treeMirror(item)), 'mirrored 0');
  removeFiles(join(source, 'a'), 20);
  t.equal(brief(await treeMirror(item)), 'refused 1', 'of 31, not of 1000');
  t.equal(namesIn(join(dest, 'a')).length, 30);
  writeFiles(join(source, 'a'), 5);
  t.equal(brief(await treeMirror(item)), 'mirrored 0');
  t.strictSame([namesIn(join(dest, 'own')).length, namesIn(join(dest, 'cache')).length], [500, 500]);
});

/** Lets a script come before rsync; each of its runs is a line of the file that is returned. */
function before(place: string, script: string): string {
  const [path, calls] = [join(place, 'rsync'), join(place, 'calls')];
  sh('cp "$(readlink -f "$(command -v rsync)")" "$1"', join(place, 'real'));
  const lines = ['#!/bin/sh', `[ "$1" = --version ] || { echo "$*" >>${calls}`, script, '}'];
  writeFileSync(path, [...lines, `exec ${join(place, 'real')} "$@"`, ''].join('\n'));
  chmodSync(path, 0o755);
  writeFileSync(calls, '');
  sh('mount --bind "$1" "$(readlink -f "$(command -v rsync)")"', path);
  return calls;
}

function restoreRsync(): void {
  sh('umount "$(readlink -f "$(command -v rsync)")"');
}

t.test('usually rsync walks once', async (t) => {
  const place = newPlace();
  const [source, dest] = [newDisk(place, 'source'), newDisk(place, 'dest')];
  writeFiles(source, 40);
  const item = itemRecord(`${source}/`, [dest]);
  const calls = before(place, '');
  t.teardown(restoreRsync);
  const states = [await treeMirror(item)];
  removeFiles(source, 5);
  states.push(await treeMirror(item), await treeMirror(item));
  t.strictSame(states.map(brief), ['mirrored 0', 'mirrored 0', 'same 0']);
  t.equal(readFileSync(calls, 'utf8').split('\n').length, 3 + 1);
});

t.test('a source that is emptied between the look and the copy', async (t) => {
  const place = newPlace();
  const [source, dest] = [newDisk(place, 'source'), newDisk(place, 'dest')];
  const cases: [what: string, gone: number, state: string, left: number][] = [
    ['a few more', 15, 'mirrored 0', 25],
    ['more than a run may delete, but not at once', 25, 'mirrored 0', 15],
    ['nearly all', 39, 'failed 1', 20],
  ];
  for (const [what, gone, state, left] of cases) {
    sh('rm -rf "$1"/* "$2"/*', source, dest);
    writeFiles(source, 40);
    const item = itemRecord(`${source}/`, [dest]);
    t.equal(brief(await treeMirror(item)), 'mirrored 0');
    before(place, `i=0; while [ $i -lt ${gone} ]; do rm -f ${source}/$i; i=$((i + 1)); done`);
    const run = await treeMirror(item);
    restoreRsync();
    t.equal(brief(run), state, `${what}: ${run.err}`);
    t.equal(namesIn(dest).length, left, what);
  }
});

t.test('what the configuration says about deletions', async (t) => {
  const place = newPlace();
  const [source, dest] = [newDisk(place, 'source'), newDisk(place, 'dest')];
  writeFiles(source, 1);
  writeFiles(dest, 40);
  const config = join(place, 'sync.toml');
  const listed = async (text: string) => {
    writeFileSync(config, `${text}\nsync = ["${source}/", "${dest}"]\n`);
    return (await treeItems('--config', config)).out;
  };
  t.equal(brief(await treeMirror(await listed(''))), 'refused 1');
  t.equal(brief(await treeMirror(await listed('max_delete = 90'))), 'refused 1');
  t.equal(brief(await treeMirror(await listed('max_delete = 98'))), 'mirrored 0');
  removeFiles(source, 1);
  t.equal(brief(await treeMirror(await listed('max_delete = 100'))), 'refused 1');
  t.equal(brief(await treeMirror(await listed(`allow_empty = ["${source}"]`))), 'mirrored 0');
  t.strictSame(namesIn(dest), []);
});

t.test('calls that make no sense', async (t) => {
  const place = newPlace();
  const item = itemRecord(`${newDisk(place, 'source')}/`, [newDisk(place, 'dest')]);
  for (const text of ['', '101', 'half', '-1'])
    t.match(await treeMirror(item, [`--max-delete=${text}`]), { status: 2, out: '' }, text);
});
