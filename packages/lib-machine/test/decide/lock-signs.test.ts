import t from 'tap';
import { holdNames, lockSigns, parseLocks, signsOf } from '../../src/decide/lock-signs.ts';

t.test('locks that somebody holds for writing', async (t) => {
  const cases: readonly [what: string, line: string, held: object | null][] = [
    [
      'a POSIX lock',
      '1: POSIX  ADVISORY  WRITE 812 fe:00:402116 0 EOF',
      { majmin: '254:0', inode: '402116', pid: '812' },
    ],
    [
      'of a part of the file',
      '2: POSIX  ADVISORY  WRITE 812 08:11:77 0 0',
      { majmin: '8:17', inode: '77', pid: '812' },
    ],
    [
      'of an open file',
      '3: OFDLCK ADVISORY  WRITE -1 00:2a:9 0 EOF',
      { majmin: '0:42', inode: '9', pid: '-1' },
    ],
    ['of flock', '4: FLOCK  ADVISORY  WRITE 9 103:05:12 0 EOF', { majmin: '259:5', inode: '12', pid: '9' }],
    ['a lock for reading', '5: POSIX  ADVISORY  READ 812 fe:00:402116 0 EOF', null],
    ['one that is waited for', '1: -> POSIX  ADVISORY  WRITE 900 fe:00:402116 0 EOF', null],
    ['a lease', '6: LEASE  ACTIVE    READ 900 fe:00:402116 0 EOF', null],
    ['nothing', '', null],
  ];
  for (const [what, line, held] of cases) t.same(parseLocks(`${line}\n`), held === null ? [] : [held], what);
  const lines = cases.map(([, line]) => `${line}\n`).join('');
  t.equal(parseLocks(lines).length, 4);
});

t.test('what --hold names', async (t) => {
  t.same(signsOf('none'), []);
  t.equal(signsOf('all')?.length, Object.values(lockSigns).flat().length);
  t.same(signsOf('pacman'), lockSigns['pacman']);
  t.equal(signsOf('dpkg,rpm')?.length, 4);
  t.equal(signsOf(holdNames.replaceAll(' ', ''))?.length, signsOf('all')?.length, 'what it is told to know');
  for (const wrong of ['', 'portage', 'pacman,', 'all,none', 'constructor', 'Pacman'])
    t.equal(signsOf(wrong), null, wrong);
});

t.test('programs that make boot files are known by their processes', async (t) => {
  for (const name of [
    'kernel-install',
    'mkinitcpio',
    'dracut',
    'update-initramfs',
    'ukify',
    'sbctl',
    'objcopy',
  ]) {
    // /proc/PID/comm has no more of a name.
    const comm = name.slice(0, 15);
    t.ok(
      signsOf(name)?.some((sign) => sign.kind === 'process' && sign.name === comm),
      name,
    );
  }
  for (const sign of signsOf('all') ?? [])
    if (sign.kind === 'process') t.ok(sign.name.length <= 15, sign.name);
});
