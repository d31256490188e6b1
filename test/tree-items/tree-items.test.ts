import { join } from 'node:path';
import t from 'tap';
import { call } from '../support/call.ts';
import { treeItems, treeItemsBinary } from '../support/tree-call.ts';

type Files = NonNullable<Parameters<typeof t.testdir>[0]>;

/** The captured text of a machine with these mounts, each a file system of its own. */
function machine(files: Files, ...points: readonly string[]): { readonly [name: string]: Files } {
  const line = (point: string, index: number) =>
    `${index + 20} ${index === 0 ? 1 : 20} 8:${index} / ${point} rw - ext4 /dev/sd${index} rw\n`;
  return { proc: { self: { mountinfo: ['/', ...points].map(line).join('') } }, etc: files };
}

const twinroot = (text: string) => ({ twinroot: { 'sync.toml': text } });
const dualRoot = (text: string) => ({ 'dual-root': { 'sync-daemon.conf': text } });
const list =
  'sync = [\n  ["/etc", ["/mnt/one/", "/mnt/two"], ["/etc/fstab", "a, b"]],\n  ["/efi/", "/mnt/one/efi"],\n]\n';
const points = ['/efi', '/mnt/one', '/mnt/two'];

t.test('items of either file, in their order', async (t) => {
  for (const files of [
    twinroot(list),
    dualRoot(list),
    { ...twinroot(list), ...dualRoot('nice = "wrong"') },
  ]) {
    const sysroot = t.testdir(machine(files, ...points));
    const { status, items, err } = await treeItems('--sysroot', sysroot);
    t.equal(err, '');
    t.equal(status, 0);
    t.match(items, [
      {
        source: '/etc',
        dest: ['/mnt/one/', '/mnt/two'],
        exclude: ['/etc/fstab', 'a, b'],
        delay: 300,
        nice: 19,
      },
      { source: '/efi/', dest: ['/mnt/one/efi'], exclude: null, ionice_class: 3, ionice_level: null },
    ]);
    t.strictSame(
      (await call(treeItemsBinary, ['--sysroot', sysroot])).out,
      (await call(treeItemsBinary, ['--sysroot', sysroot])).out,
      'twice the same',
    );
  }
});

t.test('tables have one item a group', async (t) => {
  const sysroot = t.testdir(machine(twinroot(list), ...points));
  const { out } = await call(treeItemsBinary, ['--sysroot', sysroot, '-o', 'source,dest,exclude']);
  const rows = out.split('\n').map((line) => line.split(/ +/));
  t.strictSame(rows, [
    ['#SOURCE', 'DEST', 'EXCLUDE'],
    ['/etc', '/mnt/one/,/mnt/two', '/etc/fstab,a\\054\\040b'],
    [''],
    ['#SOURCE', 'DEST', 'EXCLUDE'],
    ['/efi/', '/mnt/one/efi', '-'],
    [''],
  ]);
});

t.test('a file that is named', async (t) => {
  const sysroot = t.testdir({ ...machine(twinroot('nice = 1000'), ...points), own: list });
  const { status, items } = await treeItems('--sysroot', sysroot, '--config', join(sysroot, 'own'));
  t.equal(status, 0);
  t.equal(items.length, 2);
  t.match(await treeItems('--sysroot', sysroot, '--config', join(sysroot, 'gone')), { status: 2, out: '' });
  t.match(await treeItems('--sysroot', sysroot, '--config', sysroot), { status: 2, out: '' }, 'a directory');
});

t.test('nothing to sync is 32', async (t) => {
  for (const files of [
    {},
    twinroot(''),
    twinroot('# nothing\r\n'),
    dualRoot('dualroot = false\nsync = []\n'),
  ]) {
    const sysroot = t.testdir(machine(files));
    t.match(await treeItems('--sysroot', sysroot), { status: 32, out: '' });
    t.match(await treeItems('-q', '--sysroot', sysroot), { status: 32, err: '' });
  }
});

t.test('whether the ESPs are mirrored, too', async (t) => {
  const cases: [files: Files, status: number][] = [
    [{}, 0],
    [twinroot(''), 0],
    [dualRoot('dualroot = true'), 0],
    [dualRoot('dualroot = false'), 32],
    [twinroot('dualroot = false\nsync = ["/gone", "/away"]'), 32],
    [twinroot('dualroot = "false"'), 2],
    [twinroot('dualroot ='), 2],
  ];
  for (const [files, status] of cases) {
    const sysroot = t.testdir(machine(files));
    t.match(await treeItems('--sysroot', sysroot, '--dualroot'), { status, out: '' }, JSON.stringify(files));
  }
});

t.test('all that is wrong is named with its line, and nothing is written', async (t) => {
  const cases: [what: string, text: string | Buffer, lines: number[]][] = [
    ['keys and values', 'sync_dely = 3\nnice = 99\nsync = ["/etc", "/mnt/one"]\n', [1, 2]],
    ['no TOML', 'nice = 15\nsync = [\n  ["/etc, "/mnt/one"],\n]\n', [3]],
    ['not UTF-8', Buffer.from('# a\n# \xe9\n', 'latin1'), [2]],
    ['a source twice', 'sync = [["/etc", "/mnt/one"],\n["/etc", "/mnt/two"]]', [2]],
    ['a destination inside its source', 'rsync_opts = "-a"\nsync = ["/mnt/one", "/mnt/one/a"]', [2]],
    ['a source that is a destination', 'sync = [["/efi", "/mnt/one"],\n["/mnt/one/efi", "/mnt/two"]]', [2]],
    ['a destination that is not there, inside its source', 'sync = ["/mnt/one/", "/mnt/one/a"]', [1]],
    ['one file system', 'sync = [["/etc", "/mnt/one"],\n["/srv", "/opt"]]', [2]],
    ['a mount that is absent by fstab', 'sync = ["/efi",\n["/disk/x"]]', [2]],
    ['a mount that is absent by its siblings', 'sync = ["/efi", ["/mnt/one",\n"/mnt/third"]]', [2]],
    ['one of three', 'sync = [["/efi", "/mnt/one"],\n["/etc", "/mnt/third"],\n["/srv", "/mnt/two"]]', [2]],
  ];
  for (const [what, text, lines] of cases) {
    const files = { twinroot: { 'sync.toml': text }, fstab: '/dev/sdz /disk ext4 nofail 0 0\n' };
    const sysroot = t.testdir(machine(files, ...points));
    const { status, out, err } = await treeItems('--sysroot', sysroot);
    t.match({ status, out }, { status: 2, out: '' }, what);
    const path = join(sysroot, 'etc/twinroot/sync.toml');
    const said = err.split('\n').filter((line) => line !== '');
    const at = lines.map((line) => `tree-items: ${path}:${line}: `);
    t.equal(said.length, at.length, `${what}: ${err}`);
    for (const [index, start] of at.entries())
      t.ok(said[index]?.startsWith(start), `${what}: ${said[index]}`);
  }
});

t.test('a whole root onto a disk inside of it: written, with a warning', async (t) => {
  const sysroot = t.testdir(machine(twinroot('sync = ["/", "/mnt/one"]'), ...points));
  const { status, items, err } = await treeItems('--sysroot', sysroot);
  t.equal(status, 0);
  t.match(items, [{ source: '/', dest: ['/mnt/one'] }]);
  t.match(err, /sync\.toml:1: /);
});

t.test('on the machine that runs, what is missing is found', async (t) => {
  const directory = t.testdir({ there: {}, 'sync.toml': '' });
  const text = (source: string, dest: string) => `sync = ["${source}", "${dest}"]\n`;
  const cases: [source: string, dest: string][] = [
    [join(directory, 'gone'), join(directory, 'there')],
    ['/proc/sys', join(directory, 'gone')],
    [join(directory, 'there'), directory],
  ];
  for (const [source, dest] of cases) {
    const config = join(t.testdir({ 'sync.toml': text(source, dest), there: {} }), 'sync.toml');
    t.match(await treeItems('--config', config), { status: 2, out: '', err: /sync\.toml:1: / }, dest);
  }
  const config = join(
    t.testdir({ 'sync.toml': text('/proc/sys/kernel/random', directory), there: {} }),
    'sync.toml',
  );
  t.match(
    await treeItems('--config', config),
    { status: 0, items: [{ dest: [directory] }] },
    'another file system',
  );
});
