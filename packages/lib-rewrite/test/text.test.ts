import { createIdMap, parseMap } from '@twinroot/lib-idmap';
import t from 'tap';
import { missedOf } from '../src/found.ts';
import { parseFstabRules } from '../src/fstab-rules.ts';
import { createTextRewriter, oldIdsIn, rewriteText } from '../src/text.ts';
import { textFormats } from '../src/text-format.ts';
import { luks, rewriteAs, swapped, twoDisks, x, y } from './text-fixture.ts';

const ids = createIdMap(parseMap(twoDisks, 'map'));

t.test('formats with rules of their own', async (t) => {
  const fstab = `# /dev/sda2\nUUID=${x} / ext4 defaults 0 1 # UUID=${x}\n`;
  t.strictSame(rewriteAs('fstab', fstab), {
    text: `# /dev/sda2\nUUID=${y} / ext4 defaults 0 1 # UUID=${x}\n`,
    changes: [`2 id UUID=${x} UUID=${y}`],
    left: ['#1 /dev/sda2 a comment', `#2 UUID=${x} a comment`],
  });
  const entry = `title T\nlinux /${x}/l\noptions root=UUID=${x}\n#options ${x}\n`;
  t.strictSame(rewriteAs('entry', entry, twoDisks, { 'title-prefix': 'P ' }), {
    text: `title P T\nlinux /${x}/l\noptions root=UUID=${y}\n#options ${x}\n`,
    changes: ['1 title T P T', `3 id UUID=${x} UUID=${y}`],
    left: [`2 UUID=${x} linux`, `#4 UUID=${x} a comment`],
  });
  t.equal(rewriteAs('cmdline', `root=UUID=${x}`).text, `root=UUID=${y}`);
  const crypttab = `luks-${luks} UUID=${luks} none discard\n`;
  t.equal(rewriteAs('crypttab', crypttab).text, swapped(crypttab));
});

t.test('what dracut takes besides devices', async (t) => {
  const cases: [line: string, fresh: string, left: string[]][] = [
    ['options rd.lvm.lv=vg/root\n', 'options rd.lvm.lv=vg2/root\n', []],
    ['options ro rd.lvm.vg=vg\n', 'options ro rd.lvm.vg=vg2\n', []],
    ['options rd.lvm.lv=vg/swap\n', 'options rd.lvm.lv=vg/swap\n', ['1 vg/swap rd.lvm.lv=']],
    [`options rd.luks.uuid=luks-${luks.slice(0, 13)}\n`, swapped(`options rd.luks.uuid=luks-${luks}\n`), []],
    [
      `options rd.md.uuid=${[0, 8, 16, 24].map((at) => x.replaceAll('-', '').slice(at, at + 8)).join(':')}\n`,
      `options rd.md.uuid=${[0, 8, 16, 24].map((at) => y.replaceAll('-', '').slice(at, at + 8)).join(':')}\n`,
      [],
    ],
  ];
  for (const [line, fresh, left] of cases) {
    const outcome = rewriteAs('entry', line);
    t.equal(outcome.text, fresh);
    t.strictSame(outcome.left, left);
    t.equal(rewriteAs('entry', outcome.text).text, fresh, 'twice is once');
  }
});

t.test('rows that are to mount the first disk are not left', async (t) => {
  const fstab = parseFstabRules({ 'add-peer': '/mnt/root1' });
  const { text, left } = rewriteText('fstab', `UUID=${x} / ext4 defaults 0 1\n`, { ids, fstab });
  t.match(text, `UUID=${x} /mnt/root1 ext4 defaults,nofail 0 2`);
  t.strictSame(left, []);
});

t.test('what is found in an fstab is known at its end', async (t) => {
  const found = new Set<string>();
  const silent = { change: () => undefined, left: () => undefined, tooLong: () => undefined };
  const rewriter = createTextRewriter('fstab', { ids }, silent, found);
  t.equal(rewriter.push(`UUID=${x} / ext4\n`) + rewriter.end(), `UUID=${y} / ext4\n`);
  t.notOk(missedOf({ rootflags: new Map() }, ids, found).includes(`UUID=${x}`));
});

t.test('which old ids a text holds', async (t) => {
  const bare = luks.replaceAll('-', '');
  const text = `a UUID=${x}\n\n# ${x}\ncryptomount -u ${bare}\n/dev/sda2 and /dev/sda20\n`;
  t.strictSame(
    oldIdsIn('plain', text, ids).map(({ line, id, isComment }) => [line, id, isComment]),
    [
      [1, `UUID=${x}`, false],
      [3, `UUID=${x}`, true],
      [4, `UUID=${luks}`, false],
      [5, '/dev/sda2', false],
    ],
  );
  for (const format of textFormats) {
    t.strictSame(oldIdsIn(format, '', ids), []);
    t.equal(oldIdsIn(format, `x=${x}`, ids).length, 1, format);
    t.strictSame(oldIdsIn(format, `x=${y}`, ids), []);
  }
});

t.test('a line that is too long to be looked at', async (t) => {
  const text = `${'a'.repeat(2 ** 20)} root=UUID=${x}\n`;
  for (const format of textFormats) {
    const outcome = rewriteAs(format, text);
    t.ok(outcome.text === text, format);
    t.strictSame(outcome.left, ['1  a line that is too long'], format);
  }
});

t.test('an empty text, and one without an end', async (t) => {
  for (const format of textFormats)
    for (const text of ['', '\n', '\r\n', 'a', '\0', '#', '"', "'", '\\', '=', '\xe9\xa0'])
      t.strictSame(
        rewriteAs(format, text),
        { text, changes: [], left: [] },
        `${format} ${JSON.stringify(text)}`,
      );
});
