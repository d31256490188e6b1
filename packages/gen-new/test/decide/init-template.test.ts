import { templateMounts } from '@twinroot/lib-generation';
import t from 'tap';
import { commonSubvolume, initTemplate, newCommons } from '../../src/decide/init-template.ts';

const fstab = `# /etc/fstab
UUID=abc / btrfs defaults,subvol=@rootfs,noatime 0 0
UUID=abc /home btrfs subvol=@home 0 0
UUID=1234-5678 /boot/efi/ vfat umask=0077 0 1
`;

t.equal(
  initTemplate(fstab, 'xyz', ['/var/log']),
  `# /etc/fstab
UUID=abc / btrfs subvol=CURRENT_SNAPSHOTS_PATH/@,ro,noatime 0 0
UUID=abc /var/log btrfs subvol=/commons/@var@log,rw,noatime 0 0
UUID=abc /home btrfs subvol=@home 0 0
UUID=1234-5678 /boot/efi/ vfat umask=0077 0 1
`,
  'out of the own one',
);
t.equal(
  initTemplate(`${fstab}UUID=abc /boot/ btrfs subvol=@boot 0 0\n`, 'xyz', ['/var/log']),
  initTemplate(fstab, 'xyz', ['/var/log']),
  'a /boot that all generations would have goes',
);
t.match(
  initTemplate(`${fstab}UUID=def /boot ext4 defaults 0 2\n`, 'xyz', []),
  'UUID=def /boot ext4',
  'one of another file system stays',
);
t.equal(
  initTemplate('', 'xyz', ['/home']),
  'UUID=xyz / btrfs subvol=CURRENT_SNAPSHOTS_PATH/@,ro 0 0\nUUID=xyz /home btrfs subvol=/commons/@home,rw 0 0\n',
  'out of none',
);
t.strictSame(
  templateMounts(initTemplate(fstab, 'xyz', ['/var/log']), 'snapshots/A').map(({ subvolume }) => subvolume),
  ['@home', commonSubvolume('/var/log')],
);
t.strictSame(
  newCommons(fstab, () => true),
  ['/var/tmp', '/var/cache', '/var/log'],
  'what fstab mounts stays as it is',
);
const all = (place: string) => `${fstab}UUID=def ${place} ext4 defaults 0 2\n`;
t.strictSame(
  newCommons(all('/var/'), () => true),
  [],
  'and what is in it',
);
t.strictSame(newCommons(all('/var/lo'), () => true).length, 3, 'but not what begins alike');
t.strictSame(
  newCommons('', (directory) => directory === '/home'),
  ['/home'],
  'only what is there',
);
