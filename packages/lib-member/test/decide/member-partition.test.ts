import { type BlockDevice, espType, xbootldrType } from '@twinroot/lib-blockdev';
import t from 'tap';
import { faultOfPartition, partitionOfMember } from '../../src/decide/member-partition.ts';
import { base, id } from '../member-fixture.ts';

t.test('the partition that a record names', async (t) => {
  const copy = { ...base, path: '/dev/sdc1' };
  t.strictSame(partitionOfMember({ partuuid: id }, [base]), { kind: 'found', device: base });
  t.strictSame(partitionOfMember({ partuuid: id.toUpperCase() }, [base]), { kind: 'found', device: base });
  t.strictSame(partitionOfMember({ partuuid: id }, []), { kind: 'missing' });
  const ambiguous = partitionOfMember({ partuuid: id }, [base, copy]);
  t.match(ambiguous, { kind: 'refused', reason: /sdb1.*sdc1/ });
  for (const partuuid of ['', 'x', `${id}0`])
    t.equal(partitionOfMember({ partuuid }, [base]).kind, 'refused', partuuid);
});

t.test('what it must be', async (t) => {
  const cases: readonly (readonly [kind: 'esp' | 'xbootldr', change: Partial<BlockDevice>, fits: boolean])[] =
    [
      ['esp', { parttype: espType }, true],
      ['esp', { fstype: 'msdos' }, true],
      ['xbootldr', { parttype: xbootldrType }, true],
      ['esp', { parttype: xbootldrType }, false],
      ['xbootldr', { parttype: espType }, false],
      ['esp', { parttype: null }, false],
      ['esp', { parttype: '0xef' }, false],
      ['esp', { fstype: 'ext4' }, false],
      ['esp', { fstype: null }, false],
    ];
  for (const [kind, change, fits] of cases)
    t.equal(
      faultOfPartition({ kind }, { ...base, ...change }) === null,
      fits,
      JSON.stringify([kind, change]),
    );
});
