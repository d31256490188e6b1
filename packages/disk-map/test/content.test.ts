import t from 'tap';
import { contentOf, lvNameOf } from '../src/content.ts';
import { device, machineOf, mapped } from './lsblk.ts';

t.test('names of logical volumes', async (t) => {
  const cases: [name: string, vg: string | null, lv?: string][] = [
    ['vg0-root', 'vg0', 'root'],
    ['my--group-var--log', 'my-group', 'var-log'],
    ['a--b--c-d', 'a-b-c', 'd'],
    ['a---b', 'a-', 'b'],
    ['vg0-pool-tpool', null],
    ['vg0-pool_tmeta', null],
    ['vg0-root_rimage_0', null],
    ['vg0', null],
    ['-root', null],
  ];
  for (const [name, vg, lv] of cases)
    for (const one of machineOf([mapped(name, 'lvm')]).devices)
      t.strictSame(lvNameOf(one), vg === null ? null : { vg, lv }, name);
  for (const one of machineOf([mapped('vg0-root', 'crypt')]).devices) t.equal(lvNameOf(one), null);
});

t.test('what a device holds', async (t) => {
  const cases: [fstype: string | null, content: string | null][] = [
    [null, null],
    ['ext4', 'file system'],
    ['vfat', 'file system'],
    ['swap', 'swap'],
    ['crypto_LUKS', 'LUKS volume'],
    ['LVM2_member', 'LVM physical volume'],
    ['linux_raid_member', 'RAID member'],
  ];
  for (const [fstype, content] of cases)
    for (const one of machineOf([device('sda', { fstype })]).devices) t.equal(contentOf(one), content);
});
