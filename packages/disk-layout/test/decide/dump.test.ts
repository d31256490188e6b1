import t from 'tap';
import { isExtended, isLogical, isOuter, nameBytes } from '../../src/decide/dump.ts';
import { parseDump } from '../../src/decide/parse-dump.ts';
import { dumpOf, gptDump, mbrDump } from '../dumps.ts';

t.test('primary, extended and logical partitions', async (t) => {
  const dump = parseDump(mbrDump);
  const numbersOf = (is: typeof isExtended) =>
    dump.partitions.filter((one) => is(dump, one)).map(({ number }) => number);
  t.same(numbersOf(isExtended), [2]);
  t.same(numbersOf(isOuter), [2]);
  t.same(numbersOf(isLogical), [5, 6, 7]);
  const gpt = parseDump(gptDump);
  t.notOk(gpt.partitions.some((one) => isExtended(gpt, one) || isLogical(gpt, one)));
  for (const type of ['5', '05', 'f', '0F', '85']) {
    const one = dumpOf('label: dos', `1 : start=1, size=1, type=${type}`);
    t.ok(
      one.partitions.every((each) => isExtended(one, each) && !isOuter(one, each)),
      type,
    );
  }
});

t.test('bytes of names', async (t) => {
  t.equal(nameBytes('ROOT'), 'ROOT');
  t.equal(nameBytes('B\\xc3\\x96OT \\x22'), 'B\xc3\x96OT "');
  t.equal(nameBytes('\\x4 \\xg0'), '\\x4 \\xg0');
});
