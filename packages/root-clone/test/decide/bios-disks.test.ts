import t from 'tap';
import { biosDisks } from '../../src/decide/bios-disks.ts';
import { devicesWith, factsOf } from '../machine-fixture.ts';

t.test('a clone that a BIOS boots', async (t) => {
  const part = { parttype: '0x83' };
  const bios = devicesWith({
    sda1: { parttype: '0x83' },
    sdb1: { parttype: '0x83' },
    sdb2: part,
    sda2: part,
  });
  t.strictSame(biosDisks(factsOf({ devices: bios }), 'x64'), { source: '/dev/sda', clone: '/dev/sdb' });
  t.equal(biosDisks(factsOf({ devices: bios }), 'arm64'), null);
  t.equal(biosDisks({ ...factsOf({ devices: bios }), live: false }, 'x64'), null);
  t.equal(biosDisks(factsOf({ devices: devicesWith({ sdb2: part }) }), 'x64'), null, 'an ESP');
  t.equal(
    biosDisks(factsOf({ devices: devicesWith({ sdb1: { parttype: '0xef' }, sdb2: part }) }), 'x64'),
    null,
    'one of an MBR',
  );
  t.equal(
    biosDisks(factsOf({ devices: devicesWith({ sdb1: { parttype: null } }) }), 'x64'),
    null,
    'a disk without a table',
  );
});
