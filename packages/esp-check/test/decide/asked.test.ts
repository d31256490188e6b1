import t from 'tap';
import { espA, espB, machine } from '../../../lib-check/test/machine-fixture.ts';
import { askedDisk, askedMember } from '../../src/decide/asked.ts';

t.test('a disk, by its node or its name', async (t) => {
  t.equal(askedDisk(machine(), '/dev/sda'), '/dev/sda');
  t.equal(askedDisk(machine(), 'sdb'), '/dev/sdb');
  t.match(askedDisk(machine(), '/dev/sda1'), { kind: 'refused', reason: /not a disk, but on \/dev\/sda/ });
  t.match(askedDisk(machine(), '/dev/sdz'), { kind: 'refused', reason: /there are \/dev\/sda, \/dev\/sdb/ });
});

t.test('a member, by PARTUUID, node or mount point', async (t) => {
  t.equal(askedMember(machine(), `PARTUUID=${espB.toUpperCase()}`), espB);
  t.equal(askedMember(machine(), '/dev/sda1'), espA);
  t.equal(askedMember(machine(), '/efi2'), espB);
  t.match(askedMember(machine(), '/efi3'), { kind: 'refused' });
});
