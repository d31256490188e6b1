import t from 'tap';
import { dumpOf } from '../dumps.ts';

const type = '0FC63DAF-8483-4772-8E79-3D69D8477DE4';

function gpt(headers: string, ...lines: readonly string[]) {
  return () => dumpOf(`label: gpt${headers}`, ...lines.map((line) => `${line}, type=${type}`));
}

t.test('what cannot be the partitions of a disk', async (t) => {
  const twice = gpt('', '1 : start=10, size=1', '1 : start=20, size=1');
  t.throws(twice, { code: 'DAMAGED', line: 4 });
  t.throws(gpt('', '1 : start=10, size=5', '2 : start=14, size=1'), { code: 'DAMAGED', line: 4 });
  t.throws(gpt('', '1 : start=14, size=1', '2 : start=10, size=5'), { code: 'DAMAGED', line: 3 });
  t.doesNotThrow(gpt('', '1 : start=15, size=1', '2 : start=10, size=5'));
  t.throws(gpt('\nlast-lba: 14', '1 : start=10, size=6'), { code: 'DAMAGED', line: 4 });
  t.doesNotThrow(gpt('\nlast-lba: 14', '1 : start=10, size=5'));
  t.throws(gpt('', '129 : start=10, size=5'), { code: 'DAMAGED', line: 3 });
  t.doesNotThrow(gpt('\ntable-length: 256', '129 : start=10, size=5'));
});

t.test('logical partitions are in the extended one', async (t) => {
  const dos = (...lines: readonly string[]) => dumpOf('label: dos', ...lines);
  const extended = '1 : start=10, size=10, type=5';
  t.doesNotThrow(() => dos(extended, '5 : start=11, size=9, type=83'));
  for (const line of ['start=10, size=5', 'start=11, size=10', 'start=30, size=1'])
    t.throws(() => dos(extended, `5 : ${line}, type=83`), { code: 'DAMAGED', line: 4 }, line);
  t.throws(() => dos('5 : start=11, size=1, type=83'), { code: 'DAMAGED', line: 3 });
  t.throws(() => dos(extended, '2 : start=30, size=10, type=f'), { code: 'DAMAGED', line: 4 });
});
