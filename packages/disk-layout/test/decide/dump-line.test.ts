import t from 'tap';
import { parseDumpLine } from '../../src/decide/dump-line.ts';

const type = '0FC63DAF-8483-4772-8E79-3D69D8477DE4';
const uuid = '66D35514-3F4F-2343-9B9A-AF08FED15648';

t.test('all that a line may say', async (t) => {
  const line = `/dev/nvme0n1p12 : start=        2048, size=       10, type=${type}, uuid=${uuid}, name="a, b=\\x22;", attrs="GUID:60,63"`;
  t.same(parseDumpLine(line, 9, 'gpt', 4096), {
    line: 9,
    number: 12,
    start: 2048 * 4096,
    size: 40960,
    type,
    name: 'a, b=\\x22;',
    attrs: 'GUID:60,63',
    bootable: false,
  });
  t.match(parseDumpLine('/dev/sda1 : start=1, size=2, type=f, bootable', 1, 'dos', 512), {
    number: 1,
    type: 'f',
    name: null,
    attrs: null,
    bootable: true,
  });
  t.match(parseDumpLine('/dev/by-path/x:1.0-part3 : start=1, size=2, type=83', 1, 'dos', 512), { number: 3 });
});

t.test('what sfdisk would not have written', async (t) => {
  for (const line of [
    'start=1, size=1, type=83',
    '/dev/sda : start=1, size=1, type=83',
    '/dev/sda0 : start=1, size=1, type=83',
    '/dev/sda1 : start=1, size=1',
    '/dev/sda1 : start=1, type=83',
    '/dev/sda1 : size=1, type=83',
    '/dev/sda1 : start=1, size=0, type=83',
    '/dev/sda1 : start=0, size=1, type=83',
    '/dev/sda1 : start=1MiB, size=1, type=83',
    '/dev/sda1 : start=+1, size=1, type=83',
    '/dev/sda1 : start=1, size=99999999999999999999, type=83',
    '/dev/sda1 : start=1, size=1, size=1, type=83',
    '/dev/sda1 : start=1, size=1, type=linux',
    '/dev/sda1 : start=1, size=1, type=',
    '/dev/sda1 : start=1, size=1, type=83,',
    '/dev/sda1 : start=1, size=1, type=83 bootable',
    '/dev/sda1 : start=1, size=1, type=83, boota',
    '/dev/sda1 : start=1, size=1, type=83, name="a"',
    '/dev/sda1 : start=1, size=1, type=83, __proto__=1',
    '/dev/sda1 : ',
  ])
    t.throws(() => parseDumpLine(line, 4, 'dos', 512), { code: 'DAMAGED', line: 4 }, line);
  for (const end of ['name="a', 'name="a"b', 'uuid=66D35514', 'uuid=', 'x=1', 'Name="a"'])
    t.throws(
      () => parseDumpLine(`/dev/sda1 : start=1, size=1, type=${type}, ${end}`, 4, 'gpt', 512),
      { code: 'DAMAGED', line: 4 },
      end,
    );
});
