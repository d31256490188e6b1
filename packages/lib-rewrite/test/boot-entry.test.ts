import t from 'tap';
import type { EntryRuleTexts } from '../src/boot-entry-rules.ts';
import { rewrite } from './boot-entry-fixture.ts';

const x = '0a1b2c3d-1111-2222-3333-444455556666';
const y = '9f9e9d9c-aaaa-bbbb-cccc-ddddeeeeffff';
const xy = [`UUID=${x} UUID=${y}`];

/** The same text with the new id instead of the old one. */
function swapped(text: string): string {
  return text.replaceAll(x, y);
}

t.test('arguments whose ids change', async (t) => {
  const lines = [
    `root=UUID=${x}`,
    `root="UUID=${x}" rw`,
    `"root=UUID=${x}" rw`,
    `root=UUID="${x}"`,
    `root='UUID=${x}' rw`,
    `root=/dev/disk/by-uuid/${x}`,
    `quiet -- root=UUID=${x}`,
    `cryptdevice=UUID=${x}:root:allow-discards root=/dev/mapper/root`,
    `cryptdevice=UUID=${x}:luks-${x} root=/dev/mapper/luks-${x}`,
    `rd.luks.uuid=${x} root=/dev/mapper/luks-${x}`,
    `rd.luks.uuid=luks-${x}`,
    `rd.luks.name=${x}=luks root=/dev/mapper/luks`,
    `rd.luks.name=${x}=luks-${x} root=/dev/mapper/luks-${x}`,
    `rd.luks.key=${x}=/key:UUID=${x} rd.luks.options=${x}=discard rd.luks.data=${x}=/dev/sdc`,
    `resume=UUID=${x} boot=UUID=${x} mount.usr=UUID=${x}`,
    `rootflags=subvol=@,journal_path=/dev/disk/by-uuid/${x}`,
    `crypt_root=UUID=${x} cryptroot=UUID=${x}`,
  ];
  for (const line of lines) {
    for (const input of [
      `options ${line}\n`,
      ` \toptions\t${line} \r\n`,
      `title t\noptions a\noptions ${line}`,
    ]) {
      const outcome = rewrite([input], xy);
      t.equal(outcome.text, swapped(input), JSON.stringify(input));
      t.strictSame([outcome.stays, outcome.missed], [[], []]);
      t.equal(rewrite([outcome.text], xy).text, outcome.text, 'twice is once');
    }
    t.equal(rewrite([line], xy, { cmdline: true }).text, swapped(line), `--cmdline ${line}`);
  }
  t.equal(
    rewrite([`options "root=UUID=${x} rw"`], xy).text,
    `options "root=UUID=${y} rw"`,
    'quotes around all',
  );
});

t.test('what does not change, and is named', async (t) => {
  const cases: [line: string, where: string][] = [
    [`linux /EFI/Pop_OS-${x}/vmlinuz.efi`, 'linux'],
    [`initrd /${x}/initrd`, 'initrd'],
    [`title ${x}`, 'title'],
    [`Options root=UUID=${x}`, 'Options'],
    [`options root=UUDI=${x}`, 'root='],
    [`options note="old root=UUID=${x} here" rw`, 'note='],
    [`options rootfstype=${x}`, 'rootfstype='],
    [`options ${x}`, x],
    [`options root=PARTUUID=${x}`, 'root='],
  ];
  for (const [line, where] of cases) {
    const { text, stays, missed } = rewrite([`title t\n${line}\n`], xy);
    t.equal(text, `title t\n${line}\n`, line);
    t.strictSame(stays, [`2 UUID=${x} ${where}`]);
    t.strictSame(missed, [`UUID=${x}`]);
  }
  const silent = [`# options root=UUID=${x}`, `options root=UUID=${x}0`, `options root=UUID=a${x}`];
  for (const line of silent) {
    const { text, stays, missed } = rewrite([line], xy);
    t.strictSame([text, stays, missed], [line, [], [`UUID=${x}`]], line);
  }
  t.equal(rewrite([`# root=UUID=${x}\n`], xy, { cmdline: true }).text, `# root=UUID=${x}\n`);
  t.equal(
    rewrite([`options rd.luks.uuid=${x}`], [`UUID=${x} /dev/sdb2`]).stays.length,
    1,
    'no path is a LUKS UUID',
  );
});

t.test('other ids', async (t) => {
  const cases: [input: string, pair: string, output: string][] = [
    [
      'root=PARTUUID=04012e69-01 x',
      'PARTUUID=04012e69-01 PARTUUID=0badcafe-02',
      'root=PARTUUID=0badcafe-02 x',
    ],
    ['root=/dev/sda1 resume=/dev/sda10', '/dev/sda1 /dev/sdb1', 'root=/dev/sdb1 resume=/dev/sda10'],
    ['root=/dev/sda1', '/dev/sda1 UUID=b', 'root=UUID=b'],
    ['root="UUID=a"', 'UUID=a PARTUUID=b', 'root="PARTUUID=b"'],
    ['root=UUID="a" x', 'UUID=a PARTUUID=b', 'root=PARTUUID=b x'],
    ['root=LABEL=r', 'LABEL=r LABEL=a\\040b', 'root=LABEL="a b"'],
    ['"root=LABEL=r"', 'LABEL=r LABEL=a\\040b', '"root=LABEL=a b"'],
    ['root="LABEL=a b" x', 'LABEL=a\\040b LABEL=c', 'root="LABEL=c" x'],
    ['root=LABEL=\xc3\xa0 x', 'LABEL=r LABEL=s', 'root=LABEL=\xc3\xa0 x'],
    ['rd.luks.partuuid=0a0a0a0a-01', 'PARTUUID=0a0a0a0a-01 PARTUUID=b', 'rd.luks.partuuid=b'],
  ];
  for (const [input, pair, output] of cases) {
    t.equal(rewrite([input], [pair], { cmdline: true }).text, output, input);
    t.equal(rewrite([`options rw ${input}`], [pair]).text, `options rw ${output}`);
  }
  const exchange = [`UUID=${x} UUID=${y}`, `UUID=${y} UUID=${x}`];
  const both = `options root=UUID=${x} resume=UUID=${y}`;
  t.equal(rewrite([both], exchange).text, `options root=UUID=${y} resume=UUID=${x}`);
  t.equal(rewrite([rewrite([both], exchange).text], exchange).text, both);
});

t.test('titles and root flags', async (t) => {
  const cases: [input: string, rules: EntryRuleTexts, output: string][] = [
    ['title  A\n', { 'title-prefix': 'ALT: ' }, 'title  ALT: A\n'],
    ['title ALT: A', { 'title-prefix': 'ALT: ' }, 'title ALT: A'],
    ['title ALT:\n', { 'title-prefix': 'ALT: ' }, 'title ALT:\n'],
    ['title A\rtitle B\r\n', { 'title-prefix': ' é ' }, 'title Ã© A\rtitle Ã© B\r\n'],
    ['title\n#title A\nversion A', { 'title-prefix': 'X' }, 'title\n#title A\nversion A'],
    ['options rootflags=subvol=@,x', { rootflags: ['subvol=@ subvol=@b'] }, 'options rootflags=subvol=@b,x'],
    [
      'options rootflags="x,subvol=@" a',
      { rootflags: ['subvol=@ subvol=@b', 'x y'] },
      'options rootflags="y,subvol=@b" a',
    ],
    [
      'options rootflags=subvol=/@ a=subvol=@',
      { rootflags: ['subvol=@ b'] },
      'options rootflags=subvol=/@ a=subvol=@',
    ],
    ['rootflags=a,b', { rootflags: ['a b', 'b a'], cmdline: true }, 'rootflags=b,a'],
  ];
  for (const [input, rules, output] of cases) {
    const { text } = rewrite([input], [], rules);
    t.equal(text, output, JSON.stringify(input));
    if (!rules.rootflags?.includes('b a')) t.equal(rewrite([text], [], rules).text, text, 'twice is once');
  }
  t.strictSame(rewrite(['options rootflags=a'], [], { rootflags: ['a b', 'c d'] }).missed, ['rootflags=c']);
  const wrong: EntryRuleTexts[] = [
    { 'title-prefix': 'x', cmdline: true },
    { 'title-prefix': 'a\nb' },
    { rootflags: ['a'] },
    { rootflags: ['a b c'] },
    { rootflags: ['a b', 'a c'] },
    { rootflags: ['a a,b'] },
    { rootflags: ['a,b c'] },
    { rootflags: ['a "b"'] },
  ];
  for (const rules of wrong)
    t.throws(() => rewrite([''], [], rules), { code: 'RULE' }, JSON.stringify(rules));
});

t.test('changes', async (t) => {
  const input = `title T\noptions root=UUID=${x} rootflags=a\n`;
  t.strictSame(rewrite([input], xy, { rootflags: ['a b'], 'title-prefix': 'P' }).changes, [
    '1 title T PT',
    `2 id UUID=${x} UUID=${y}`,
    '2 rootflag a b',
  ]);
});
