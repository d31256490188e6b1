import t from 'tap';
import { chooseFitted, placingOrder } from '../../src/decide/choose-fitted.ts';
import { parseDump } from '../../src/decide/parse-dump.ts';
import { dumpOf, gptDump, mbrDump } from '../dumps.ts';

t.test('the order of placing', async (t) => {
  const numbers = (dump: ReturnType<typeof parseDump>) => placingOrder(dump).map(({ number }) => number);
  t.same(numbers(parseDump(gptDump)), [1, 2, 3]);
  t.same(numbers(parseDump(mbrDump)), [1, 2, 5, 6, 7, 3]);
  const lines = [
    '1 : start=10, size=100, type=5',
    '6 : start=20, size=1, type=83',
    '5 : start=30, size=1, type=83',
  ];
  t.same(numbers(dumpOf('label: dos', ...lines)), [1, 5, 6], 'logical ones by their numbers');
});

t.test('which partition gets the room', async (t) => {
  const gpt = parseDump(gptDump);
  const mbr = parseDump(mbrDump);
  t.equal(chooseFitted(gpt, null).number, 3);
  t.equal(chooseFitted(mbr, null).number, 3);
  t.equal(chooseFitted(gpt, '2').number, 2);
  t.equal(chooseFitted(gpt, 'B\xc3\x96OT').number, 2);
  t.equal(chooseFitted(gpt, 'E"S;P, =a').number, 1);
  t.equal(chooseFitted(mbr, '6').number, 6);
  const lines = [
    '1 : start=10, size=5, type=83',
    '2 : start=20, size=100, type=5',
    '5 : start=30, size=1, type=83',
  ];
  t.equal(chooseFitted(dumpOf('label: dos', ...lines), null).number, 5, 'the last in the extended one');
  t.equal(chooseFitted(dumpOf('label: dos', '1 : start=10, size=5, type=5'), '1').number, 1);
});

t.test('what names none, or several', async (t) => {
  const gpt = parseDump(gptDump.replace('name="B\\xc3\\x96OT"', 'name="ROOT"'));
  for (const given of ['ROOT', 'root', '4', '01', ''])
    t.throws(() => chooseFitted(gpt, given), { code: 'UNKNOWN' }, given);
  t.throws(() => chooseFitted(parseDump(mbrDump), '2'), { code: 'UNKNOWN' }, 'an extended one');
});
