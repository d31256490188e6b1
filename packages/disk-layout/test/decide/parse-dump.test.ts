import fc from 'fast-check';
import t from 'tap';
import { LayoutError } from '../../src/decide/layout-error.ts';
import { parseDump } from '../../src/decide/parse-dump.ts';
import { gptDump, mbrDump } from '../dumps.ts';

t.test('a GPT and an MBR', async (t) => {
  t.match(parseDump(gptDump), {
    label: 'gpt',
    device: '/dev/sda',
    sectorSize: 512,
    partitions: [{ number: 1, line: 9 }, { number: 2 }, { number: 3, name: 'ROOT', size: 303_104 * 512 }],
  });
  t.match(parseDump(mbrDump), { label: 'dos', partitions: { length: 6 } });
  t.same(parseDump(`# by hand\r\n${gptDump.replaceAll('\n', '\r\n')}`).partitions.length, 3);
});

t.test('empty, and without partitions', async (t) => {
  for (const text of ['', '\n', 'label: gpt\n', '# only this\n'])
    t.throws(() => parseDump(text), { code: 'DAMAGED' }, JSON.stringify(text));
  t.throws(() => parseDump(gptDump.replace('label: gpt\n', '')), { code: 'DAMAGED' });
  t.throws(() => parseDump(`${gptDump}unit: sectors\n`), { code: 'DAMAGED', line: 12 });
});

t.test('one that is cut off within a line is damaged', async (t) => {
  for (const dump of [gptDump, mbrDump]) {
    for (let length = 0; length < dump.length; length += 1) {
      const isWhole = dump[length - 1] === '\n' && / : /.test(dump.slice(0, length));
      const parse = () => parseDump(dump.slice(0, length));
      if (isWhole && (dump === gptDump || dump.slice(0, length).split('\n').length < 11))
        t.doesNotThrow(parse);
      else if (!isWhole) t.throws(parse, { code: 'DAMAGED' }, String(length));
    }
  }
});

t.test('bytes that are changed are read or refused, never anything else', async () => {
  fc.assert(
    fc.property(fc.nat(gptDump.length - 1), fc.nat(255), (at, byte) => {
      try {
        parseDump(gptDump.slice(0, at) + String.fromCharCode(byte) + gptDump.slice(at + 1));
        return true;
      } catch (error) {
        return error instanceof LayoutError && error.code === 'DAMAGED';
      }
    }),
    { numRuns: 2000 },
  );
});
