import { cpSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import {
  type BootTree,
  contentOf,
  entry,
  kernel,
  pathsBelow,
  program,
  removeFrom,
  snapshotOf,
  sourceAndMirror,
  writeTree,
} from '../fixtures/boot-tree.ts';
import { brief, espMirror, mirror } from '../support/esp-mirror-call.ts';

// What is mirrored, what is kept, and what is only said: --scope, --exclude, --purge, --force, --dry-run.

const own = '00112233445566778899aabbccddeeff';
const other = 'ffeeddccbbaa99887766554433221100';
const system = (id: string, release: string): BootTree => ({
  [`${id}/${release}/linux`]: kernel(release),
  [`${id}/${release}/initrd`]: `initrd of ${release}`,
  [`loader/entries/${id}-${release}.conf`]: entry(
    release,
    `/${id}/${release}/linux`,
    `/${id}/${release}/initrd`,
  ),
});

const filesOf = (root: string) =>
  Object.entries(contentOf(root)).flatMap(([path, kind]) => (kind === 'directory' ? [] : [path]));

t.test("another system's files stay when only the mirror has them, and are named", async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, { ...system(own, '6.6.1'), 'EFI/BOOT/BOOTX64.EFI': program('boot') });
  const foreign = {
    ...system(other, '5.15.1'),
    'EFI/debian/grubx64.efi': program('grub'),
    'EFI/debian/grub.cfg': 'search',
  };
  writeTree(to, { ...system(own, '6.6.1'), ...foreign, 'stale.txt': 'stale' });
  const run = await mirror(from, to);
  t.equal(brief(run), 'mirrored 0', run.err);
  const kept = filesOf(to).filter((path) => !filesOf(from).includes(path));
  t.strictSame(kept, Object.keys(foreign).sort());
  const [outcome] = run.outcomes;
  t.equal(outcome?.files_kept, kept.length);
  t.equal(
    outcome?.bytes_kept,
    Object.values(foreign).reduce((sum, content) => sum + (content?.length ?? 0), 0),
  );
  for (const name of ['EFI/debian', `${other}/`, `${other}-5.15.1.conf`])
    t.ok(outcome?.why?.includes(name), name);
  t.match((await mirror(from, to)).outcomes[0], { state: 'same', files_kept: kept.length });

  t.match((await mirror(from, to, '--purge')).outcomes[0], { state: 'mirrored', files_kept: 0, why: null });
  t.strictSame(contentOf(to), contentOf(from));
});

t.test('a vendor directory that the source has, too, is mirrored whole', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, { ...system(own, '6.6.1'), 'EFI/debian/grubx64.efi': program('new') });
  writeTree(to, {
    ...system(own, '6.6.1'),
    'EFI/debian/grubx64.efi': program('old'),
    'EFI/debian/old.cfg': 'old',
  });
  t.equal(brief(await mirror(from, to)), 'mirrored 0');
  t.strictSame(contentOf(to), contentOf(from));
});

t.test('--scope', async (t) => {
  const all = {
    ...system(own, '6.6.1'),
    ...system(other, '5.15.1'),
    'EFI/BOOT/BOOTX64.EFI': program('boot'),
    'EFI/systemd/systemd-bootx64.efi': program('boot'),
    'EFI/debian/grubx64.efi': program('grub'),
    'EFI/Linux/os.efi': program('uki'),
    [`EFI/Linux/${own}-7.efi`]: program('own uki'),
    'loader/loader.conf': 'timeout 1\n',
    'notes.txt': 'notes',
  };
  const carriesOwn = (path: string) => path.includes(own);
  const isLoader = (path: string) => !path.startsWith('EFI/debian') && path !== 'notes.txt';
  const cases: [string, (path: string) => boolean][] = [
    ['all', () => true],
    ['loader', isLoader],
    ['machine', carriesOwn],
  ];
  for (const [scope, isMirrored] of cases) {
    await t.test(scope, async (t) => {
      const dir = t.testdir({ from: {}, to: {}, machine: { etc: { 'machine-id': `${own}\n` } } });
      const [from, to] = [join(dir, 'from'), join(dir, 'to')];
      writeTree(from, all);
      const args = ['--sysroot', join(dir, 'machine'), '--scope', scope, '--from', from, '--to', to];
      const run = await espMirror(args);
      t.equal(brief(run), 'mirrored 0', run.err);
      t.strictSame(filesOf(to), Object.keys(all).filter(isMirrored).sort());
      writeTree(to, { 'notes.txt': 'its own', 'loader/stale.txt': 'stale' });
      await espMirror(args);
      t.equal(
        pathsBelow(to).includes('loader/stale.txt'),
        scope === 'machine',
        'what is out of scope is not deleted',
      );
      t.equal(contentOf(to)['notes.txt'] === contentOf(from)['notes.txt'], scope === 'all');
    });
  }
  await t.test('machine, of a machine without an id', async (t) => {
    const dir = t.testdir({ from: {}, to: {}, machine: {} });
    writeTree(join(dir, 'from'), all);
    const run = await espMirror([
      ...['--sysroot', join(dir, 'machine'), '--scope', 'machine'],
      ...['--from', join(dir, 'from'), '--to', join(dir, 'to')],
    ]);
    t.equal(run.status, 1);
    t.ok(run.err.includes('machine-id'), run.err);
    t.strictSame(pathsBelow(join(dir, 'to')), []);
  });
});

t.test('--exclude: neither copied nor deleted', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, { ...system(own, '6.6.1'), 'big.iso': 'iso', 'fonts/a.pf2': 'a', 'sub/b.iso': 'b' });
  writeTree(to, { 'old.iso': 'old', 'FONTS/mine.pf2': 'mine' });
  const run = await mirror(from, to, '--exclude', '*.iso', '--exclude', '/fonts');
  t.equal(brief(run), 'mirrored 0', run.err);
  t.strictSame(filesOf(to), ['FONTS/mine.pf2', 'old.iso', ...Object.keys(system(own, '6.6.1'))].sort());
  t.equal(brief(await mirror(from, to, '--exclude', '*.ISO', '--exclude', 'fonts/*')), 'same 0');
  t.equal(brief(await mirror(from, to)), 'mirrored 0');
  t.strictSame(
    filesOf(to)
      .map((path) => path.toLowerCase())
      .sort(),
    filesOf(from),
  );
});

t.test('an entry whose file is left out does not come alone', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, {
    ...system(own, '6.6.1'),
    linux: kernel('6.1.1'),
    'loader/entries/x.conf': entry('X', '/linux'),
  });
  const run = await mirror(from, to, '--exclude', '/linux');
  t.strictSame(filesOf(to), Object.keys(system(own, '6.6.1')).sort());
  t.ok(run.err.includes('loader/entries/x.conf'), run.err);
});

t.test('an entry that is left out keeps what it names', async (t) => {
  const rescue = {
    'rescue/linux': kernel('5.1'),
    'loader/entries/rescue.conf': entry('Rescue', '/rescue/linux'),
  };
  await t.test('which the source has not', async (t) => {
    const { from, to } = sourceAndMirror(t);
    writeTree(from, system(own, '6.6.1'));
    writeTree(to, rescue);
    t.equal(brief(await mirror(from, to, '--exclude', 'rescue.conf')), 'mirrored 0');
    for (const path of Object.keys(rescue)) t.ok(path in contentOf(to), path);
  });
  await t.test('which is damaged on the source', async (t) => {
    const { from, to } = sourceAndMirror(t);
    writeTree(from, { ...system(own, '6.6.1'), 'rescue/linux': '' });
    writeTree(to, rescue);
    const before = contentOf(to)['rescue/linux'];
    const run = await mirror(from, to, '--exclude', 'rescue.conf');
    t.equal(brief(run), 'mirrored 1', run.err);
    t.ok(run.err.includes('rescue/linux'));
    t.equal(contentOf(to)['rescue/linux'], before);
  });
});

t.test('a newer kernel on the mirror means that a stale disk was booted: refused, or --force', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, system(own, '6.6.9'));
  writeTree(to, system(own, '6.6.10'));
  const before = snapshotOf(to);
  const run = await mirror(from, to);
  t.equal(brief(run), 'refused 1');
  for (const release of ['6.6.9', '6.6.10']) t.ok(run.outcomes[0]?.why?.includes(release), release);
  t.strictSame(snapshotOf(to), before);
  t.equal(brief(await mirror(from, to, '--force')), 'mirrored 0');
  t.strictSame(contentOf(to), contentOf(from));
});

t.test("another machine's newer kernel is no reason to refuse", async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, system(own, '6.6.9'));
  writeTree(to, system(other, '6.12.1'));
  t.equal(brief(await mirror(from, to)), 'mirrored 0');
});

t.test('--dry-run writes nothing and says what is then done', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, { ...system(own, '6.6.2'), ...system(own, '6.6.1'), linux: kernel('6.1.2'), initrd: '2' });
  writeTree(from, {
    'loader/entries/a.conf': entry('A', '/linux', '/initrd'),
    'EFI/BOOT/BOOTX64.EFI': program('2'),
  });
  writeTree(to, { ...system(own, '6.6.0'), linux: kernel('6.1.1'), initrd: '1' });
  writeTree(to, { 'loader/entries/a.conf': entry('A', '/linux', '/initrd'), 'stale/file': 'stale' });
  const before = [snapshotOf(from), snapshotOf(to)];
  const parent = pathsBelow(join(from, '..'));
  const plan = await mirror(from, to, '--dry-run');
  t.equal(plan.status, 0, plan.err);
  t.strictSame([snapshotOf(from), snapshotOf(to)], before);
  t.strictSame(pathsBelow(join(from, '..')), parent);
  t.strictSame((await mirror(from, to, '-n')).operations, plan.operations, 'again the same');
  const sizeOf = (operations: typeof plan.operations) =>
    operations.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0);
  const writes = plan.operations.filter(({ operation }) => operation === 'copy' || operation === 'write');
  const deletes = plan.operations.filter(({ operation }) => operation === 'delete');
  t.ok(plan.operations.every((operation) => operation.mirror === to));

  const run = await mirror(from, to);
  t.match(run.outcomes[0], {
    state: 'mirrored',
    files_copied: writes.length,
    bytes_copied: sizeOf(writes),
    files_deleted: deletes.length,
    bytes_deleted: sizeOf(deletes),
  });
  t.strictSame(contentOf(to), contentOf(from));
  const nothing = await mirror(from, to, '--dry-run');
  t.match(nothing, { status: 0, operations: [] });
});

t.test('a plan says which entries would be kept, too, by its status', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, { ...system(own, '6.6.1'), ...system(own, '6.6.2') });
  cpSync(from, to, { recursive: true, preserveTimestamps: true });
  removeFrom(from, `${own}/6.6.2/initrd`);
  const run = await mirror(from, to, '--dry-run');
  t.equal(run.status, 1);
  t.ok(run.err.includes(`${own}-6.6.2.conf`));
});

t.test('times before those that FAT knows are all the same', async (t) => {
  const { from, to } = sourceAndMirror(t);
  writeTree(from, { linux: program('1', 100_000), 'loader/entries/a.conf': entry('A', '/linux') }, 0);
  await mirror(from, to);
  // What vfat makes of 1970 when it is asked for the time again.
  utimesSync(join(to, 'linux'), 315_532_800, 315_532_800);
  t.equal(brief(await mirror(from, to)), 'same 0');
});
