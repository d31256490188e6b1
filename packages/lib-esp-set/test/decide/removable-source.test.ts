import t from 'tap';
import { espMember } from '../../../lib-record/test/esp-member-fixture.ts';
import { whyMedium, whyNotFrom } from '../../src/decide/removable-source.ts';
import { device, id, machineOf, named, part, type Row } from '../machine-of.ts';

t.test('from what may be mirrored to what', async (t) => {
  const stick = { rm: true, tran: 'usb' };
  const usb = { tran: 'usb' };
  const cases: [name: string, source: Row, target: Row, root: string, may: boolean, trusted?: boolean][] = [
    ['disk to disk', {}, {}, 'sda', true],
    ['disk to USB disk', {}, usb, 'sda', true],
    ['stick to disk', stick, {}, 'sdb', false],
    ['stick to disk, the root on the stick', stick, {}, 'sda', false],
    ['stick to stick', stick, stick, 'sdb', true],
    ['USB disk to disk, the root there', usb, {}, 'sdb', false],
    ['USB disk to disk, the root nowhere', usb, {}, '', false],
    ['USB disk to disk, the root on the USB disk', usb, {}, 'sda', true],
    ['USB disk to USB disk', usb, usb, '', true],
    ['internal but removable, to a disk', { rm: true, tran: 'sata' }, {}, 'sda', false],
    ['the same, trusted', { rm: true, tran: 'sata' }, {}, 'sda', true, true],
    ['a stick, trusted', stick, {}, 'sdb', false, true],
    ['an installation medium', { fstype: 'iso9660' }, {}, 'sda', false],
    ['an installation medium, trusted', { fstype: 'iso9660' }, {}, 'sda', false, true],
  ];
  for (const [name, source, target, root, may, trusted = false] of cases) {
    const machine = machineOf(
      [
        device('sda', source, part('sda1', 1), part('sda2', 3)),
        device('sdb', target, part('sdb1', 2), part('sdb2', 4)),
      ],
      { mounts: root === '' ? '' : `${root}2:/` },
    );
    const why = whyNotFrom(machine, named(machine, 'sda1'), named(machine, 'sdb1'), trusted);
    t.equal(why === null, may, name);
  }
});

t.test('an ESP that was booted, on the medium of a live system', async (t) => {
  const whyOf = (source: Row, root: string) => {
    const machine = machineOf(
      [
        device('sda', source, part('sda1', 1), part('sda2', 3)),
        device('sdb', {}, part('sdb1', 2), part('sdb2', 4)),
      ],
      { mounts: `${root}2:/` },
    );
    return whyMedium(machine, [espMember(id(1), { role: 'booted', path: '/dev/sda1' })]);
  };
  t.equal(whyOf({}, 'sdb'), null);
  t.equal(whyOf({ tran: 'usb' }, 'sda'), null, 'the root is there, too');
  t.match(whyOf({ tran: 'usb' }, 'sdb'), /taken out/);
  t.match(whyOf({ fstype: 'iso9660' }, 'sdb'), /ISO 9660/);
});
