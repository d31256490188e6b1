import fc from 'fast-check';
import t from 'tap';
import { parseEntry, payloadsOf, renamePayloads } from '../src/entry.ts';

const bytesOf = (text: string) => Buffer.from(text, 'utf8');
const linesOf = (text: string) => parseEntry(bytesOf(text)).map(({ key, value }) => `${key}=${value}`);
const pathsOf = (text: string) =>
  payloadsOf(bytesOf(text)).map(({ path, started }) => (started ? `! ${path}` : path));

t.test('lines', async (t) => {
  const cases: readonly (readonly [text: string, lines: readonly string[]])[] = [
    ['', []],
    ['title Arch Linux\n', ['title=Arch Linux']],
    ['title\tArch\n', ['title=Arch']],
    ['  title   Arch  \n', ['title=Arch']],
    ['title Arch', ['title=Arch']],
    ['title Arch\r\nlinux /linux\r\n', ['title=Arch', 'linux=/linux']],
    ['# title Arch\n  # too\n\n\nlinux /linux\n', ['linux=/linux']],
    ['title #1\n', ['title=#1']],
    ['title\nlinux /linux\n', ['linux=/linux']],
    ['initrd /a\ninitrd /b\n', ['initrd=/a', 'initrd=/b']],
    ['options root=UUID=1 quiet # not a comment\n', ['options=root=UUID=1 quiet # not a comment']],
    ['title Größe\n', ['title=Größe']],
    ['linux', []],
    ['\0\0\0\0', []],
  ];
  for (const [text, lines] of cases) t.strictSame(linesOf(text), lines, JSON.stringify(text));
});

t.test('offsets are bytes of the file, whatever the encoding', async (t) => {
  const latin = Buffer.concat([Buffer.from('title Gr\xf6\xdfe\nlinux /l\xefnux\n', 'latin1')]);
  const linux = parseEntry(latin).find(({ key }) => key === 'linux');
  t.equal(latin.subarray(linux?.start, linux?.end).toString('latin1'), '/l\xefnux');
  const utf8 = bytesOf('title Größe\nlinux /größe/linux\n');
  const [payload] = payloadsOf(utf8);
  t.equal(payload?.path, 'größe/linux');
  t.equal(utf8.subarray(payload?.start, payload?.end).toString(), '/größe/linux');
});

t.test('files that an entry names', async (t) => {
  const cases: readonly (readonly [text: string, paths: readonly (string | null)[]])[] = [
    ['linux /vmlinuz\ninitrd /a.img\ninitrd /b.img\n', ['! vmlinuz', 'a.img', 'b.img']],
    ['efi /EFI/tool.efi\n', ['! EFI/tool.efi']],
    ['uki /EFI/Linux/a.efi\n', ['! EFI/Linux/a.efi']],
    ['devicetree /dtb/board.dtb\n', ['dtb/board.dtb']],
    ['devicetree-overlay /a.dtbo /b.dtbo\n', ['a.dtbo', 'b.dtbo']],
    ['linux \\EFI\\vmlinuz\n', ['! EFI/vmlinuz']],
    ['linux vmlinuz\n', ['! vmlinuz']],
    ['linux //a/./b\n', ['! a/b']],
    ['linux /a b\n', ['! a b']],
    ['linux /../vmlinuz\n', ['! null']],
    ['linux /\n', ['! null']],
    ['initrd /initramfs.img $tuned_initrd\n', ['initramfs.img']],
    ['options initrd=/other.img root=/dev/sda2\n', []],
    ['title linux /vmlinuz\n', []],
    ['# linux /vmlinuz\n', []],
    ['Linux /vmlinuz\n', []],
    ['architecture x64\nversion 6.1\nmachine-id 00\nsort-key a\n', []],
  ];
  for (const [text, paths] of cases) {
    const shown = paths.map((path) => (path === null ? null : path));
    t.strictSame(pathsOf(text), shown, JSON.stringify(text));
  }
});

t.test('paths are renamed, and not a byte beside', async (t) => {
  const text =
    '# linux /old\r\ntitle\tlinux /old\r\nlinux   /old  \r\ninitrd\t\\a\\old.img $tuned\r\noptions initrd=/old';
  const renamed = renamePayloads(
    bytesOf(text),
    (path) => ({ old: 'new', 'a/old.img': 'b/new.img' })[path] ?? null,
  );
  t.equal(
    Buffer.from(renamed).toString(),
    '# linux /old\r\ntitle\tlinux /old\r\nlinux   /new  \r\ninitrd\t/b/new.img $tuned\r\noptions initrd=/old',
  );
  const list = renamePayloads(bytesOf('devicetree-overlay /a /b /a\n'), (path) =>
    path === 'a' ? 'c' : null,
  );
  t.equal(Buffer.from(list).toString(), 'devicetree-overlay /c /b /c\n');
});

t.test('what is written is read back the same, for any entry', async () => {
  const line = fc.oneof(
    fc.constantFrom(
      'linux /a',
      'initrd /b/c',
      'initrd \\d',
      'devicetree-overlay /e /f',
      '# linux /a',
      '',
      'title x',
    ),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.string({ unit: fc.constantFrom(...'linuxrd /\\\t #$'), maxLength: 20 }),
  );
  const bytes = fc
    .tuple(fc.array(line, { maxLength: 8 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
    .map(([lines, end, last]) => Buffer.from(lines.join(end) + (last ? end : '')));
  const entry = fc.oneof(bytes, fc.uint8Array({ maxLength: 200 }));
  fc.assert(
    fc.property(entry, (text) => {
      const same = renamePayloads(text, () => null);
      if (Buffer.compare(same, text) !== 0) throw new Error('unchanged is changed');
      const names = payloadsOf(text);
      for (const { start, end } of names)
        if (start >= end || end > text.length) throw new Error('lying offsets');
      const renamed = renamePayloads(text, (path) => `x/${path.length}`);
      const shown = payloadsOf(renamed).map(({ path }) => path);
      const expected = names.map(({ path }) => (path === null ? null : `x/${path.length}`));
      if (JSON.stringify(shown) !== JSON.stringify(expected)) throw new Error(`${shown} and not ${expected}`);
      const rest = (of: Uint8Array) =>
        payloadsOf(of).reduceRight(
          (left, { start, end }) => left.slice(0, start) + left.slice(end),
          Buffer.from(of).toString('latin1'),
        );
      if (rest(renamed) !== rest(text)) throw new Error('something else is changed');
    }),
    { numRuns: 5000 },
  );
});

t.test('blanks by the ten thousand, and characters that have the byte of one', async (t) => {
  const blanks = ' \t'.repeat(500_000);
  const pathsIn = (text: string) => payloadsOf(Buffer.from(text)).map(({ path }) => path);
  t.strictSame(pathsIn(`initrd /a${blanks}$v`), ['a']);
  t.strictSame(pathsIn(`initrd /a${blanks}$v${blanks}$w`), ['a']);
  t.strictSame(
    pathsIn(`initrd /a${blanks}b`).map((path) => path?.length),
    [blanks.length + 2],
  );
  t.strictSame(pathsIn(`devicetree-overlay /a${blanks}/b${blanks}`), ['a', 'b']);
  t.strictSame(pathsIn(`linux${blanks}`), []);
  t.strictSame(pathsIn(`${blanks}linux${blanks}/a${blanks}`), ['a']);
  // The second byte of à is that of a no-break space in Latin 1.
  t.strictSame(pathsIn('devicetree-overlay /voilà.dtbo /à'), ['voilà.dtbo', 'à']);
  t.strictSame(pathsIn('initrd /à$x'), ['à$x']);
});
