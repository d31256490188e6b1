import fc from 'fast-check';
import t from 'tap';
import { changeOf } from '../../src/decide/itemized.ts';

t.test('changes as rsync itemises them', async (t) => {
  const cases: [line: string, change: unknown[]][] = [
    ['@>f+++++++++ 3 a/b c', ['copy', 'file', 3, 'a/b c']],
    ['@>f.st...... 0 a', ['copy', 'file', 0, 'a']],
    ['@cd+++++++++ 4096 a/', ['create', 'directory', null, 'a/']],
    ['@cL+++++++++ 1 l', ['create', 'symlink', null, 'l']],
    ['@cD+++++++++ 0 null', ['create', 'device', null, 'null']],
    ['@cS+++++++++ 0 fifo', ['create', 'special', null, 'fifo']],
    ['@hf+++++++++ 3 f', ['link', 'file', null, 'f']],
    ['@.f...p..... 3 f', ['attributes', 'file', null, 'f']],
    ['@.d..t.......  96 ./', ['attributes', 'directory', null, './']],
    ['@*deleting   0 old/', ['delete', null, null, 'old/']],
    ['@>f+++++++++ 1 n\\#012l \\#134#012 \\#303\\#251', ['copy', 'file', 1, 'n\nl \\#012 é']],
    ['@>f+++++++++ 1 \\#12', ['copy', 'file', 1, '\\#12']],
  ];
  for (const [line, [operation, type, bytes, path]] of cases) {
    const itemized = line.slice(1).split(' ')[0];
    t.strictSame(changeOf(line), { operation, type, itemized, bytes, path }, line);
  }
});

t.test('what is no change', async (t) => {
  const lines = [
    '',
    '@',
    '@x',
    '@>f+++++++++',
    '@>f+++++++++ x f',
    '>f+++++++++ 3 f',
    'deleting f',
    '@@>f+++++++++ 3 f',
  ];
  for (const line of [...lines, 'sending incremental file list', ' 7  87%  1.95kB/s  0:00:00']) {
    t.equal(changeOf(line), null, line);
  }
});

/** As rsync escapes names in the C locale (log.c, filtered_fwrite). */
function escaped(name: string): string {
  return [...Buffer.from(name)]
    .map((byte, index, bytes) => {
      const rest = Buffer.from(bytes.slice(index)).toString('latin1');
      const isPlain = byte >= 0x20 && byte < 0x7f && !/^\\#\d{3}/.test(rest);
      return isPlain ? String.fromCharCode(byte) : `\\#${byte.toString(8).padStart(3, '0')}`;
    })
    .join('');
}

t.test('any name is read as it is', async (t) => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom(...'\\#0127\n é') }),
  );
  fc.assert(
    fc.property(text, (name) => {
      t.equal(changeOf(`@>f+++++++++ 3 ${escaped(name)}`)?.path, name);
    }),
    { numRuns: 1000 },
  );
});
