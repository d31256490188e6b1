import { createIdMap, pairOfTexts } from '@twinroot/lib-idmap';
import t from 'tap';
import { renamedOptions } from '../src/fstab-option-devices.ts';

const ids = createIdMap([
  pairOfTexts('UUID=a-1', 'UUID=b-2', 'here'),
  pairOfTexts('/dev/sda2', '/dev/sdb2', 'here'),
  pairOfTexts('/dev/sda3', 'UUID=c', 'here'),
  pairOfTexts('LABEL=x', 'LABEL=y\\040z', 'here'),
]);

const cases: readonly (readonly [field: string, wanted: string])[] = [
  ['', ''],
  ['defaults,nofail', 'defaults,nofail'],
  [
    'rw,x-systemd.requires=/dev/disk/by-uuid/a-1,nofail',
    'rw,x-systemd.requires=/dev/disk/by-uuid/b-2,nofail',
  ],
  [
    'x-systemd.after=dev-disk-by\\x2duuid-a\\x2d1.device',
    'x-systemd.after=dev-disk-by\\x2duuid-b\\x2d2.device',
  ],
  ['logdev=/dev/sda2', 'logdev=/dev/sdb2'],
  ['logdev=/dev/sda20', 'logdev=/dev/sda20'],
  ['journal_path=/dev/sda3', 'journal_path=/dev/disk/by-uuid/c'],
  ['logdev=UUID=a-1', 'logdev=UUID=b-2'],
  [',,x=/dev/sda2,', 'x=/dev/sdb2'],
  [',,x=/dev/sda20,', ',,x=/dev/sda20,'],
  ['context="a,/dev/sda2",y=/dev/sda2', 'context="a,/dev/sda2",y=/dev/sdb2'],
  ['x-systemd.requires=/home', 'x-systemd.requires=/home'],
  ['/dev/sda2', '/dev/sda2'],
];
for (const [field, wanted] of cases)
  t.test(field, async (t) => {
    const outcome = renamedOptions(field, ids);
    t.equal(outcome.field, wanted);
    t.equal(outcome.renamed.length > 0, field !== wanted);
    t.strictSame(renamedOptions(wanted, ids), { field: wanted, renamed: [] }, 'twice is once');
  });
