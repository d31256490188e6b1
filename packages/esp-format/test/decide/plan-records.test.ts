import t from 'tap';
import { planRecords } from '../../src/decide/plan-records.ts';

const part = {
  kind: 'esp',
  action: 'make',
  start: 1024 * 1024,
  size: 64 * 1024 * 1024,
  uuid: 'a',
  number: null,
  name: 'EFI 2',
  label: 'EFI02',
  loses: null,
} as const;

t.test('a record a partition; only what is added has a script', async (t) => {
  const records = planRecords('/dev/sdb', 512, true, [
    part,
    { ...part, action: 'format', loses: 'ext4' },
    { ...part, action: 'keep' },
  ]);
  t.match(records, [
    {
      operation: 'make',
      disk: '/dev/sdb',
      table: 'new',
      partlabel: 'EFI 2',
      label: 'EFI02',
      script: /^start=2048, size=131072,.*[^\n]$/,
    },
    { operation: 'format', loses: 'ext4', script: null },
    { operation: 'keep', label: null, script: null },
  ]);
  const [one] = planRecords('/dev/sdb', 512, false, [part]);
  t.match(one, { table: 'kept' });
  t.notMatch(one?.script, /uuid/, 'the same in each run');
});
