import t from 'tap';
import { addHeader, type HeaderLine, headersOf } from '../../src/decide/dump-headers.ts';

function headers(...lines: readonly string[]) {
  const found = new Map<string, HeaderLine>();
  for (const [index, line] of lines.entries()) addHeader(found, index + 1, line);
  return headersOf(found);
}

t.test('what headers say', async (t) => {
  t.same(
    headers(
      'label: gpt',
      'device: /dev/disk/by-path/a:0',
      'last-lba: 100',
      'table-length: 256',
      'sector-size: 4096',
    ),
    {
      label: 'gpt',
      sectorSize: 4096,
      device: '/dev/disk/by-path/a:0',
      tableLength: 256,
      lastLba: 100,
    },
  );
  for (const device of ['sda', 'a.img', './a b.img'])
    t.equal(headers('label: gpt', `device: ${device}`).device, device);
  t.same(headers('label: dos', 'label-id: 0x1', 'unit: sectors'), {
    label: 'dos',
    sectorSize: 512,
    device: null,
    tableLength: 128,
    lastLba: null,
  });
});

t.test('what is not a header of sfdisk', async (t) => {
  for (const line of [
    'label: sun',
    'label:',
    'label',
    'unit: cylinders',
    'sector-size: 520',
    'sector-size: 0',
    'first-lba: x',
    'last-lba: -1',
    'label-id: 66D35514-3F4F-2343',
    'constructor: 1',
    'device:',
    'other: 1',
  ])
    t.throws(() => headers('grain: 512', line), { code: 'DAMAGED', line: 2 }, line);
  t.throws(() => headers('label: gpt', 'label: gpt'), { code: 'DAMAGED', line: 2 });
  t.throws(() => headers('unit: sectors'), { code: 'DAMAGED', line: null });
});
