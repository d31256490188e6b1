import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { newDisk, newPlace, ownRun, wholeOf } from '../../fixtures/tree-machine.ts';
import { itemRecord, treeItems, treeMirror } from '../../support/tree-call.ts';

// A root on another disk, of which some directories are kept the same: it has to boot, and to stay one.

ownRun();

function write(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
}

const entryOf = (release: string) =>
  `title A\nlinux /vmlinuz-${release}\ninitrd /initrd-${release}\noptions root=UUID=b\n`;

const kernel = (release: string): Readonly<Record<string, string>> => ({
  [`boot/vmlinuz-${release}`]: release,
  [`boot/initrd-${release}`]: release,
  [`boot/machine/${release}/linux`]: release,
  [`usr/lib/modules/${release}/a.ko`]: release,
});

/** A system with one kernel, and another one on a disk of its own that has its own entry. */
function twoRoots(): { readonly source: string; readonly other: string } {
  const place = newPlace();
  const [source, other] = [newDisk(place, 'source'), newDisk(place, 'other')];
  for (const root of [source, other]) {
    write(root, { ...kernel('6.1'), 'etc/fstab': `UUID=${root} / ext4\n`, 'usr/bin/sh': '' });
    write(root, { 'boot/loader/entries/a-6.1.conf': entryOf('6.1'), 'boot/kept': '' });
  }
  return { source, other };
}

/** An update to a kernel with another name. */
function update(source: string): void {
  for (const path of Object.keys(kernel('6.1'))) rmSync(join(source, path));
  rmSync(join(source, 'usr/lib/modules/6.1'), { recursive: true });
  rmSync(join(source, 'boot/machine/6.1'), { recursive: true });
  rmSync(join(source, 'boot/loader/entries/a-6.1.conf'));
  write(source, { ...kernel('6.12'), 'boot/loader/entries/a-6.12.conf': entryOf('6.12') });
}

const all = ['--max-delete', '100'];

t.test('the files of an entry that stays are kept, and go with it', async (t) => {
  const { source, other } = twoRoots();
  write(other, { 'boot/loader/entries/b.conf': 'title B\nlinux /machine/6.1/linux\n' });
  update(source);
  const boot = itemRecord(`${source}/boot`, [other], { exclude: ['/boot/loader'] });
  const modules = itemRecord(`${source}/usr`, [other]);
  const content = itemRecord(`${source}/usr/`, [`${other}/usr`]);
  for (const round of [1, 2]) {
    for (const item of [content, boot, modules]) {
      const run = await treeMirror(item, all);
      t.equal(run.status, 0, run.err);
      if (round === 2) t.match(run.outcomes, [{ state: 'same', files_deleted: 0 }]);
      t.match(run.err, /6\.1\b.*a-6\.1\.conf/, `said in round ${round}`);
    }
  }
  t.strictSame(readdirSync(join(other, 'boot')).sort(), [
    'initrd-6.1',
    'initrd-6.12',
    'kept',
    'loader',
    'machine',
    'vmlinuz-6.1',
    'vmlinuz-6.12',
  ]);
  t.strictSame(readdirSync(join(other, 'usr/lib/modules')).sort(), ['6.1', '6.12']);
  t.equal(readFileSync(join(other, 'boot/machine/6.1/linux'), 'utf8'), '6.1');

  symlinkSync('usr/lib', join(source, 'lib'));
  const link = itemRecord(`${source}/lib`, [other]);
  t.match(await treeMirror(link), { status: 0, err: '' }, 'a symlink that is copied deletes nothing');

  for (const name of ['a-6.1.conf', 'b.conf']) rmSync(join(other, 'boot/loader/entries', name));
  for (const item of [boot, modules]) t.match(await treeMirror(item, all), { status: 0, err: '' });
  t.notOk(readdirSync(join(other, 'boot')).includes('vmlinuz-6.1'));
  t.strictSame(readdirSync(join(other, 'usr/lib/modules')), ['6.12']);
});

t.test('an entry that is copied takes its files with it at once', async (t) => {
  const { source, other } = twoRoots();
  update(source);
  t.match(await treeMirror(itemRecord(`${source}/boot`, [other]), all), { status: 0, err: '' });
  t.same(wholeOf(join(other, 'boot')), wholeOf(join(source, 'boot')));
});

t.test('a root is not replaced by what is none', async (t) => {
  const { source, other } = twoRoots();
  const before = wholeOf(other);
  for (const options of [[], all, ['--dry-run', ...all]]) {
    const run = await treeMirror(itemRecord(`${source}/boot/`, [other]), options);
    t.equal(run.status, 1);
    t.match(run.err, /root/);
  }
  t.same(wholeOf(other), before);
  t.match(await treeMirror(itemRecord(`${source}/`, [other]), all), { status: 0 });
});

t.test('tree-items says what is missing in the list', async (t) => {
  const { source, other } = twoRoots();
  const config = join(newPlace(), 'sync.toml');
  const list = (...items: readonly string[]) => writeFileSync(config, `sync = [\n${items.join(',\n')}\n]\n`);
  list(`["${source}/boot/", "${other}/"]`);
  t.match(await treeItems('--config', config), { status: 2, out: '', err: /sync\.toml:2: .*boot/ });
  list(`["${source}/boot", "${other}/", ["/boot/loader"]]`, `["${source}/etc", "${other}/"]`);
  const { status, err } = await treeItems('--config', config);
  t.equal(status, 0);
  t.match(err, /sync\.toml:2: .*loader/);
  t.match(err, /sync\.toml:3: .*"\/etc\/fstab"/);
  list(`["${source}/etc", "${other}/", ["/etc/fstab"]]`, `["${source}/usr", "${other}/"]`);
  t.match(await treeItems('--config', config), { status: 0, err: '' });
});
