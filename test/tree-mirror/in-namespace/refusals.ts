import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { sh } from '../../fixtures/esp-machine.ts';
import { namesIn, newDisk, newPlace, ownRun, until, wholeOf } from '../../fixtures/tree-machine.ts';
import { brief, itemRecord, treeItems, treeMirror } from '../../support/tree-call.ts';

// rsync --delete into the empty directory below an absent mount fills the root: nothing may ever come there.

ownRun();

/** A source with a file. */
function newSource(place: string): string {
  const source = newDisk(place, 'source');
  writeFileSync(join(source, 'file'), 'file');
  return source;
}

/** Makes /etc/fstab of this namespace say something else. */
function withFstab(place: string, text: string): void {
  const path = join(place, 'fstab');
  writeFileSync(path, text);
  sh('[ -e /etc/fstab ] || touch /etc/fstab; mount --bind "$1" /etc/fstab', path);
}

t.test('a mount that goes between tree-items and tree-mirror', async (t) => {
  const place = newPlace();
  const source = newSource(place);
  const [one, two] = [newDisk(place, 'copies/one'), newDisk(place, 'copies/two')];
  const config = join(place, 'sync.toml');
  writeFileSync(config, `sync = ["${source}/", ["${one}", "${two}"]]\n`);
  const listed = await treeItems('--config', config);
  t.equal(listed.status, 0, listed.err);
  sh('umount "$1"', two);
  t.match(await treeItems('--config', config), { status: 2, out: '', err: /sync\.toml:1: / });
  for (const options of [[], ['--dry-run']]) {
    const run = await treeMirror(listed.out, options);
    t.equal(run.status, 1);
    t.strictSame(namesIn(two), [], 'nothing came below the absent mount');
  }
  t.strictSame(namesIn(one), ['file'], 'the other one is copied');
});

t.test('absent mounts', async (t) => {
  const place = newPlace();
  const source = newSource(place);
  for (const name of ['listed/sub', 'disk2', 'plain']) mkdirSync(join(place, name), { recursive: true });
  newDisk(place, 'disk1');
  withFstab(place, `LABEL=x ${place}/listed ext4 nofail 0 0\nLABEL=y ${place}/gone ext4 nofail 0 0\n`);
  sh('mount -t tmpfs tmpfs /mnt; umount /mnt; mkdir -p /mnt/absent-of-twinroot');
  const cases: [what: string, source: string, dest: string, state: string][] = [
    ['by fstab', source, join(place, 'listed'), 'refused'],
    ['by fstab, below', source, join(place, 'listed/sub'), 'refused'],
    ['by its number', source, join(place, 'disk2'), 'refused'],
    ['by its place', source, '/mnt/absent-of-twinroot', 'refused'],
    ['none', source, join(place, 'plain'), 'mirrored'],
  ];
  for (const [what, from, dest, state] of cases) {
    const run = await treeMirror(itemRecord(`${from}/`, [dest]));
    t.equal(brief(run), `${state} ${state === 'refused' ? 1 : 0}`, `${what}: ${run.err}`);
    t.strictSame(namesIn(dest).includes('file'), state !== 'refused', what);
  }
  sh('rmdir /mnt/absent-of-twinroot');
  const target = newDisk(place, 'target');
  writeFileSync(join(target, 'copy'), 'copy');
  mkdirSync(join(place, 'gone'));
  t.equal(
    brief(await treeMirror(itemRecord(`${place}/gone/`, [target]))),
    'refused 1',
    'the mount of the source',
  );
  t.strictSame(namesIn(target), ['copy'], 'a copy is not emptied for want of its source');
  sh('umount /etc/fstab');
});

t.test('other destinations that may not be', async (t) => {
  const place = newPlace();
  const source = newSource(place);
  mkdirSync(join(source, 'inside'));
  symlinkSync(join(source, 'inside'), join(place, 'link'));
  const readOnly = newDisk(place, 'read-only');
  sh('mount -o remount,ro "$1"', readOnly);
  writeFileSync(join(place, 'regular'), 'regular');
  const before = wholeOf(source);
  const cases: [what: string, source: string, dest: string][] = [
    ['on its own file system', `${source}/inside`, source],
    ['inside its source', `${source}/`, join(source, 'inside')],
    ['inside its source, by a symlink', `${source}/`, join(place, 'link')],
    ['itself', `${source}/`, source],
    ['in its own place', source, place],
    ['around its source', `${source}/`, place],
    ['read-only', `${source}/`, readOnly],
    ['missing', `${source}/`, join(place, 'missing')],
    ['a file', `${source}/`, join(place, 'regular')],
    ['of a source that is missing', join(place, 'missing'), readOnly],
  ];
  for (const [what, from, dest] of cases) {
    const run = await treeMirror(itemRecord(from, [dest]));
    t.equal(brief(run), 'refused 1', `${what}: ${run.err}`);
    t.equal(wholeOf(source), before, what);
  }
  t.notOk(namesIn(place).includes('missing'));
});

t.test('what cannot be looked at has failed, and stops no other', async (t) => {
  const place = newPlace();
  const source = newSource(place);
  const dest = newDisk(place, 'dest');
  symlinkSync(join(place, 'ring'), join(place, 'ring'));
  const items = [[join(place, 'ring'), dest], [source], [dest]].map((dests) =>
    itemRecord(`${source}/`, dests),
  );
  const run = await treeMirror(items.join(''));
  t.equal(brief(run), 'failed mirrored refused same 1', run.err);
  const config = join(place, 'sync.toml');
  writeFileSync(config, `sync = [["${place}/ring", "${dest}"],\n["${source}", "${place}/ring"]]\n`);
  const listed = await treeItems('--config', config);
  t.match(listed, { status: 2, out: '' });
  for (const line of [1, 2]) t.ok(listed.err.includes(`sync.toml:${line}: `), listed.err);
});

t.test('a mount that is taken away while rsync writes: nothing comes into the directory below', async (t) => {
  const place = newPlace();
  const source = newDisk(place, 'source');
  const dest = newDisk(place, 'dest');
  writeFileSync(join(source, 'large'), Buffer.alloc(6 << 20, 1));
  const slowly = { rsync_opts: ['-a', '--bwlimit=2000', '--delete'] };
  const running = treeMirror(itemRecord(`${source}/`, [dest], slowly));
  await until('rsync writes', () => namesIn(dest).length > 0);
  sh('umount --lazy "$1"', dest);
  const run = await running;
  t.ok(run.status === 0 || run.status === 1, run.err);
  t.strictSame(namesIn(dest), []);
});

t.test('options of rsync that make no copy, in a record that nobody else has judged', async (t) => {
  const place = newPlace();
  const source = newSource(place);
  const dest = newDisk(place, 'copy');
  for (const option of ['--remove-source-files', '--remove-sent-files', '-n', '--relative', '--version']) {
    const run = await treeMirror(
      itemRecord(`${source}/`, [dest], { rsync_opts: ['-a', option, '--delete'] }),
    );
    t.equal(brief(run), 'refused 1', option);
    t.match(run.err, option);
    t.strictSame([namesIn(source), namesIn(dest)], [['file'], []], 'nothing came, and nothing went');
  }
});
