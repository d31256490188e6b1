import t from 'tap';
import { newPartuuidCommand, newUuidCommand } from '../../src/decide/new-id.ts';
import { at, device, layoutOf, part, type Row } from '../lsblk.ts';

const first = (more: Row) => at(layoutOf([device('sda', {}, part('sda3', more))]), '/dev/sda3');

t.test('the command for a new UUID', async (t) => {
  const cases: [fstype: string | null, command: string][] = [
    ['ext4', 'tune2fs -U random /dev/sda3'],
    ['xfs', 'xfs_admin -U generate /dev/sda3'],
    ['btrfs', 'btrfstune -u /dev/sda3'],
    ['LVM2_member', 'vgimportclone /dev/sda3'],
    ['crypto_LUKS', 'cryptsetup luksUUID --uuid "$(uuidgen)" /dev/sda3'],
    ['f2fs', 'the tools of f2fs'],
    [null, 'the tools of its file system'],
  ];
  for (const [fstype, command] of cases) t.equal(newUuidCommand(first({ fstype })), command, `${fstype}`);
});

t.test('the command for a new PARTUUID', async (t) => {
  t.equal(newPartuuidCommand(first({})), 'sgdisk -u 3:R /dev/sda');
  t.equal(newPartuuidCommand(first({ pttype: 'dos' })), 'sfdisk --disk-id /dev/sda 0xNNNNNNNN');
});
