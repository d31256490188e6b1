import t from 'tap';
import type { FstabRuleTexts } from '../src/fstab-rules.ts';
import { rewrite } from './fstab-fixture.ts';

const a = 'UUID=a';
const b = 'UUID=b';

t.test('ids', async (t) => {
  const cases: [input: string, ids: string[], output: string][] = [
    ['', [`${a} ${b}`], ''],
    ['UUID=a / ext4', [], 'UUID=a / ext4'],
    ['UUID=a / ext4', [`${a} ${b}`], 'UUID=b / ext4'],
    ['\tUUID=a\t /  ext4 rw  0 1 # UUID=a\r\n', [`${a} ${b}`], '\tUUID=b\t /  ext4 rw  0 1 # UUID=a\r\n'],
    ['#UUID=a / ext4\n', [`${a} ${b}`], '#UUID=a / ext4\n'],
    ['UUID="a" /\nUUID=\'a\' /x', [`${a} ${b}`], 'UUID="b" /\nUUID=\'b\' /x'],
    ['UUID="a" /', [`${a} PARTUUID=b`], 'PARTUUID="b" /'],
    ['UUID="a" /', [`${a} /dev/sdb1`], '/dev/sdb1 /'],
    ['"UUID=a" /', [`${a} ${b}`], '"UUID=a" /'],
    ['UUID=a /\nUUID=b /b\n', [`${a} ${b}`, `${b} ${a}`], 'UUID=b /\nUUID=a /b\n'],
    ['UUID=a\0 /', [`${a} ${b}`], 'UUID=a\0 /'],
    ['UUID=a / x rw zero', [`${a} ${b}`], 'UUID=a / x rw zero'],
    ['UUID=a', [`${a} ${b}`], 'UUID=a'],
    ['UUID=a none swap', [`${a} ${b}`], 'UUID=b none swap'],
    ['a / zfs', ['a b'], 'b / zfs'],
    ['LABEL=Gr\xf6n /', ['LABEL=x y', 'UUID=a UUID=b'], 'LABEL=Gr\xf6n /'],
    ['LABEL=a\\040b /', ['LABEL=a\\040b LABEL=c\\040d'], 'LABEL=c\\040d /'],
    ['/dev/mapper/luks-0a1b2c3d / ', ['0a1b2c3d 9a9b9c9d'], '/dev/mapper/luks-9a9b9c9d / '],
  ];
  for (const [input, ids, output] of cases)
    t.equal(rewrite([input], ids).text, output, JSON.stringify(input));
});

t.test('rules', async (t) => {
  const cases: [input: string, rules: FstabRuleTexts, output: string][] = [
    ['UUID=a / ext4\nUUID=b /b ext4\n', { under: '/mnt/' }, 'UUID=a /mnt ext4\nUUID=b /mnt/b ext4\n'],
    [
      'UUID=a none swap\nUUID=b /swap swap\ntmpfs /tmp tmpfs',
      { under: '/m' },
      'UUID=a none swap\nUUID=b /swap swap\ntmpfs /m/tmp tmpfs',
    ],
    ['/a /m/x none bind\n/b /mm none bind\n', { under: '/m' }, '/a /m/x none bind\n/b /m/mm none bind\n'],
    ['x //a//b ext4', { under: '/m m' }, 'x /m\\040m/a//b ext4'],
    ['x // ext4', { under: '/m' }, 'x /m ext4'],
    ['x /a\\040b ext4', { under: '/' }, 'x /a\\040b ext4'],
    ['x /a ext4\n', { 'add-option': ['/a nofail'] }, 'x /a ext4 nofail\n'],
    ['x /a ext4 # y\n', { 'add-option': ['/a nofail'] }, 'x /a ext4 nofail # y\n'],
    ['x /a ext4 rw 0 1', { 'add-option': ['/a nofail,x=1', '/a/ ro'] }, 'x /a ext4 rw,nofail,x=1,ro 0 1'],
    ['x /a ext4 nofail', { 'add-option': ['/a nofail'] }, 'x /a ext4 nofail'],
    ['x /a', { 'add-option': ['/a nofail'] }, 'x /a auto nofail'],
    ['x /a\\040b t rw', { 'add-option': ['/a\\040b x=y z'] }, 'x /a\\040b t rw,x=y\\040z'],
    ['x /a t\ny /b t\nz /a/ t', { drop: ['/a'] }, 'y /b t\n'],
    ['x none swap\ny / t', { drop: ['none'] }, 'y / t'],
    ['x /a t\n#V\ny V/V V V,VV,V=V 0 0 #V', { set: ['V W'] }, 'x /a t\n#V\ny W/W W W,VV,W=W 0 0 #V'],
    ['x /a t s=@V@', { set: ['@V@ /p q'] }, 'x /a t s=/p\\040q'],
    ['A B', { set: ['A B', 'B A'] }, 'B A'],
    ['x /V t', { set: ['V a'], under: '/m', 'add-option': ['/a o'] }, 'x /m/a t o'],
    ['x /a t\ny /b t', { under: '/m', drop: ['/m/a'], 'add-option': ['/b o'] }, 'y /m/b t o'],
  ];
  for (const [input, rules, output] of cases) {
    const name = `${JSON.stringify(rules)} ${JSON.stringify(input)}`;
    const { text } = rewrite([input], [], rules);
    t.equal(text, output, name);
    if (!('set' in rules && rules.set?.length === 2))
      t.equal(rewrite([text], [], rules).text, text, 'twice is once');
  }
});

t.test('the other disk', async (t) => {
  const rules = { 'add-peer': '/peer' };
  const ids = [`${a} ${b}`];
  const cases: [input: string, output: string][] = [
    [
      'UUID=a / ext4 defaults 0 1 # root\n',
      'UUID=b / ext4 defaults 0 1 # root\nUUID=a /peer ext4 defaults,nofail 0 2\n',
    ],
    ['UUID=a /x\\040y\text4', 'UUID=b /x\\040y\text4\nUUID=a /peer/x\\040y\text4 nofail'],
    ['UUID="a" /x\r\n', 'UUID="b" /x\r\nUUID="a" /peer/x auto nofail\r\n'],
    ['UUID=a none swap sw\n', 'UUID=b none swap sw\n'],
    ['UUID=c /c ext4\n', 'UUID=c /c ext4\n'],
    ['UUID=a / t o\nUUID=b /peer t o\n', 'UUID=b / t o\nUUID=a /peer t o\n'],
    ['UUID=a / t o\nUUID=a / t o\n', 'UUID=b / t o\nUUID=b / t o\nUUID=a /peer t o,nofail\n'],
  ];
  for (const [input, output] of cases) {
    const { text } = rewrite([input], ids, rules);
    t.equal(text, output, JSON.stringify(input));
    t.equal(rewrite([text], ids, rules).text, text, 'twice is once');
  }
  const [[input, made]] = [cases[0] ?? ['', '']];
  const back = rewrite([made], [`${b} ${a}`], rules).text;
  t.equal(
    back,
    `${input}UUID=b /peer ext4 defaults,nofail 0 2\n`,
    'the fstab of the first disk, of the second one’s',
  );
  t.equal(
    rewrite(['UUID=a / t o\n'], ids, { ...rules, under: '/m', 'add-option': ['/peer/m x'], drop: ['/no'] })
      .text,
    'UUID=b /m t o\nUUID=a /peer/m t o,nofail,x\n',
  );
  t.equal(rewrite(['UUID=a / t o\n'], ids, { ...rules, drop: ['/peer'] }).text, 'UUID=b / t o\n');
});

t.test('what stays and what is missed', async (t) => {
  const long = '0a1b2c3d-1111-2222-3333-444455556666';
  const cases: [input: string, ids: string[], stays: string[], missed: string[]][] = [
    ['UUID=a / t', ['UUID=a UUID=b'], [], []],
    ['', ['UUID=a UUID=b'], [], ['UUID=a']],
    [`#UUID=${long} / t`, [`UUID=${long} UUID=b`], [], [`UUID=${long}`]],
    [
      `UUID=${long} / t journal_path=/dev/disk/by-uuid/${long} # ${long}`,
      [`UUID=${long} UUID=b`],
      [`1 UUID=${long} the options`, `1 UUID=${long} a comment`],
      [],
    ],
    [`\nUUDI=${long} / t`, [`UUID=${long} UUID=b`], [`2 UUID=${long} the source`], [`UUID=${long}`]],
    [`x /${long} t`, [`${long} b`], [`1 ${long} the mount point`], [long]],
    [`UUID=${long} x y z bad`, [`${long} b`], [`1 ${long} a line that is not an entry`], [long]],
    [`PARTUUID=${long} / t`, [`UUID=${long} UUID=b`], [`1 UUID=${long} the source`], [`UUID=${long}`]],
  ];
  for (const [input, ids, stays, missed] of cases) {
    const outcome = rewrite([input], ids);
    t.strictSame(outcome.stays, stays, input);
    t.strictSame(outcome.missed, missed, input);
  }
  t.strictSame(rewrite(['x /a t'], [], { 'add-option': ['/a o', '/b o', '/b p'] }).missed, ['/b']);
});

t.test('changes', async (t) => {
  const { changes } = rewrite(['UUID=a /V t\n', 'UUID=a /gone t\n'], [`${a} ${b}`], {
    under: '/m',
    'add-peer': '/p',
    'add-option': ['/w o'],
    drop: ['/gone'],
    set: ['V w'],
  });
  t.strictSame(changes, [
    '1 variable V w',
    '1 id UUID=a UUID=b',
    '1 mountpoint /w /m/w',
    '1 option null o',
    '2 drop UUID=a /gone t null',
    '1 peer null UUID=a /p/m/w t nofail',
  ]);
});
