import fc from 'fast-check';
import t from 'tap';
import { splitArguments } from '../src/arguments.ts';

t.test('arguments as the kernel splits them', async (t) => {
  const cases: [line: string, texts: string[]][] = [
    ['', []],
    [' \t\r\n', []],
    ['a', ['a']],
    ['  a=b\tc  ', ['a=b', 'c']],
    ['a="b c" d', ['a=b c', 'd']],
    ['"a=b c" d', ['a=b c', 'd']],
    ['root=UUID="x" rw', ['root=UUID=x', 'rw']],
    ['a="b c', ['a=b c']],
    ['a=b" c', ['a=b c']],
    ['a="b""c" d', ['a=bc', 'd']],
    ['""', ['']],
    ['"', ['']],
    ["a='b c'", ["a='b", "c'"]],
    ['a\\"b c"', ['a\\b c']],
    ['a\xa0b', ['a\xa0b']],
    ['quiet -- root=x', ['quiet', '--', 'root=x']],
  ];
  for (const [line, texts] of cases) {
    t.strictSame(
      splitArguments(line).map(({ text }) => text),
      texts,
      JSON.stringify(line),
    );
  }
});

const anyLine = fc.string({ unit: fc.constantFrom('a', '=', '"', ' ', '\t', '\0', '\xa0', "'") });

t.test('nothing is lost between the arguments', async () => {
  fc.assert(
    fc.property(anyLine, (line) => {
      let at = 0;
      for (const argument of splitArguments(line)) {
        const { start, end, text, quoted } = argument;
        if (start < at || end <= start || line.slice(at, start).trim().replaceAll('\xa0', 'x') !== '')
          return false;
        if ([...text].some((character, index) => line[argument.at(index) ?? -1] !== character)) return false;
        if (quoted !== line.slice(start, end).includes('"')) return false;
        const [last = start, none] = [argument.at(text.length), argument.at(text.length + 1)];
        if (
          last > end ||
          (text !== '' && last !== (argument.at(text.length - 1) ?? 0) + 1) ||
          none !== undefined
        )
          return false;
        at = end;
      }
      return line.slice(at).replace(/[ \t]/g, '') === '';
    }),
  );
});
