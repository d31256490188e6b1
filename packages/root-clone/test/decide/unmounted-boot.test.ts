import { xbootldrType } from '@twinroot/lib-blockdev';
import t from 'tap';
import type { MountFacts } from '../../src/decide/peer-mounts.ts';
import { bootMounts, unmountedBoot } from '../../src/decide/unmounted-boot.ts';
import { devicesWith, espType, mapOf, mountsOf, usualMap } from '../machine-fixture.ts';

const usual: MountFacts = {
  mounts: mountsOf('sda2 /'),
  devices: devicesWith(),
  sources: new Map(),
  ids: usualMap,
  to: '/mnt/new',
  root: '/',
  fstab: '',
};

t.test('boot partitions that are mounted nowhere', async (t) => {
  const found = (facts: Partial<MountFacts>) =>
    unmountedBoot({ ...usual, ...facts }).map(
      ({ device, peer, kind }) => `${kind} ${device.path} ${peer.path}`,
    );
  t.strictSame(found({}), ['ESP /dev/sda1 /dev/sdb1']);
  t.strictSame(found({ mounts: mountsOf('sda2 /', 'sda1 /boot') }), []);
  t.strictSame(found({ mounts: mountsOf('sda2 /', 'sda1 /mnt/new/boot') }), ['ESP /dev/sda1 /dev/sdb1']);
  t.strictSame(found({ ids: mapOf('UUID=id-sda2 UUID=id-sdb2') }), [], 'the map leaves it out');
  t.strictSame(found({ mounts: mountsOf('sdc1 /') }), [], 'a root that is none of the map');
  t.strictSame(found({ root: null }), [], 'one of another machine');
  const mbr = devicesWith({ sda1: { parttype: '0xef' }, sdb1: { parttype: '0xef' } });
  t.strictSame(found({ devices: mbr }), ['ESP /dev/sda1 /dev/sdb1']);
  t.strictSame(found({ devices: devicesWith({ sda1: { fstype: null } }) }), [], 'nothing is on it');
});

t.test('where they are mounted', async (t) => {
  const places = (empty: readonly string[], facts: Partial<MountFacts> = {}) =>
    bootMounts({ ...usual, ...facts }, new Set(empty)).map(
      ({ target, options }) => `${target} ${options.split(',')[0]}`,
    );
  t.strictSame(places(['/boot', '/efi']), ['/boot ro']);
  t.strictSame(places(['/efi', '/boot/efi']), ['/efi ro']);
  t.strictSame(places(['/boot/efi']), ['/boot/efi ro']);
  t.strictSame(places([]), []);
  t.strictSame(
    places(['/boot', '/efi'], { mounts: mountsOf('sda2 /', 'sdc1 /boot') }),
    ['/efi ro'],
    'something else is there',
  );
  const both = devicesWith({
    sda1: { parttype: xbootldrType, fstype: 'ext4' },
    sda2: { parttype: espType, fstype: 'vfat' },
  });
  const three = { devices: both, mounts: mountsOf('sdc1 /'), root: '/' };
  t.strictSame(places(['/boot', '/efi'], three), [], 'no running root');
});
