import { createIdMap, parseMap } from '@twinroot/lib-idmap';
import { applyEdits } from '@twinroot/lib-lines';
import t from 'tap';
import {
  isDeviceName,
  placesInWord,
  quotedWords,
  shellWords,
  splitWords,
  stringWords,
  type WordForm,
  wordEdits,
  wordsLeft,
} from '../src/words.ts';
import { luks, swapped, twoDisks, x } from './text-fixture.ts';

const ids = createIdMap(parseMap(twoDisks, 'map'));

t.test('words, and where they stand', async (t) => {
  const cases: [line: string, form: WordForm, words: string[]][] = [
    ['a b\tc', shellWords, ['a', 'b', 'c']],
    [`A="b c" 'd'`, shellWords, ['A=b', 'c', 'd']],
    ['linux (hd0)/a;b "${c}"', shellWords, ['linux', 'hd0', '/a', 'b', '$', 'c']],
    ['["a b","c"]', stringWords, ['[', 'a', 'b', ',', 'c', ']']],
    ['"a" "b=""c d"""', quotedWords, ['a', 'b=c', 'd']],
    ['', shellWords, []],
  ];
  for (const [line, form, words] of cases) {
    const split = splitWords(line, 0, line.length, form);
    t.strictSame(
      split.map(({ text }) => text),
      words,
      line,
    );
    for (const word of split)
      t.equal(
        [...word.text].map((_, index) => line[word.at(index) ?? -1]).join(''),
        word.text,
        'each character is there',
      );
  }
  t.strictSame(
    splitWords('ab cd', 1, 4, shellWords).map(({ text }) => text),
    ['b', 'c'],
  );
});

t.test('where devices stand in a word', async (t) => {
  const cases: [word: string, places: string[]][] = [
    ['UUID=x', ['UUID=x']],
    ['/dev/sda2', ['/dev/sda2']],
    ['RESUME=UUID=x', ['UUID=x']],
    ['CMDLINE=root=UUID=x', ['UUID=x']],
    ['KERNEL_CMDLINE[default]+=root=UUID=x', ['UUID=x']],
    ['--root=UUID=x', ['UUID=x']],
    ['cryptdevice=UUID=x:luks-y', ['UUID=x', 'y']],
    ['CRYPTROOT=target=luks-y,source=UUID=x,key=none', ['UUID=x']],
    ['a,/dev/sda2,b', ['/dev/sda2']],
    ['root=quiet', ['quiet']],
    ['x=y', []],
    ['', []],
  ];
  for (const [word, places] of cases)
    t.strictSame(
      placesInWord(word).map(({ start, end }) => word.slice(start, end)),
      places,
      word,
    );
  for (const text of ['UUID=x', '/dev/x', 'LABEL=a b']) t.ok(isDeviceName(text), text);
  for (const text of ['UUID=', '/dev/', 'UUDI=x', 'x']) t.notOk(isDeviceName(text), text);
});

function rewrite(line: string, form: WordForm = shellWords, flags: readonly [string, string][] = []): string {
  const words = splitWords(line, 0, line.length, form);
  return applyEdits(line, wordEdits(line, words, { rootflags: new Map(flags), rootfstype: null }, ids));
}

t.test('what changes', async (t) => {
  const lines = [
    `GRUB_CMDLINE_LINUX="resume=UUID=${x} quiet"`,
    `A='root=UUID=${x}'`,
    `root=UUID="${x}"`,
    `root="UUID=${x}"`,
    `A="root=\\"UUID=${x}\\""`,
    `RESUME=/dev/sda2`,
    `add_device+=" /dev/disk/by-uuid/${x} "`,
    `x=(UUID=${x})`,
    `rd.luks.uuid=luks-${luks} rd.luks.name=${luks}=luks-${luks}`,
    `LABEL=root`,
  ];
  for (const line of lines) t.equal(rewrite(line), swapped(line), line);
  t.equal(rewrite('rd.lvm.lv=vg/root rd.lvm.vg=vg'), 'rd.lvm.lv=vg2/root rd.lvm.vg=vg2');
  t.equal(
    rewrite('A="rootflags=subvol=@,ssd"', shellWords, [['subvol=@', 'subvol=@b']]),
    'A="rootflags=subvol=@b,ssd"',
  );
});

t.test('what stays', async (t) => {
  for (const line of [`UUDI=${x}`, `root=PARTUUID=${x}`, `/dev/sda20`, `a/dev/sda2`, `${x}`])
    t.equal(rewrite(line), line);
  const spaced = createIdMap(parseMap('LABEL=root LABEL=a\\040b', 'map'));
  const line = 'A="root=LABEL=root"';
  const edits = wordEdits(
    line,
    splitWords(line, 0, line.length, shellWords),
    { rootflags: new Map(), rootfstype: null },
    spaced,
  );
  t.strictSame(edits, [], 'what would need quotes');
});

t.test('a device alone stays a path', async (t) => {
  const named = createIdMap(parseMap('/dev/sda2 UUID=b', 'map'));
  const of = (line: string) =>
    applyEdits(
      line,
      wordEdits(
        line,
        splitWords(line, 0, line.length, shellWords),
        { rootflags: new Map(), rootfstype: null },
        named,
      ),
    );
  t.equal(of('add="/dev/sda2"'), 'add="UUID=b"');
  t.equal(of('mount /dev/sda2 /mnt'), 'mount /dev/disk/by-uuid/b /mnt');
});

t.test('names without a new one', async (t) => {
  const left = (line: string) =>
    wordsLeft(splitWords(line, 0, line.length, shellWords), ids).map(({ id, start, end }) => [
      id,
      line.slice(start, end),
    ]);
  t.strictSame(left('A="rd.lvm.lv=vg/swap rd.lvm.lv=vg/root rd.lvm.lv=data/x"'), [['vg/swap', 'vg/swap']]);
});
