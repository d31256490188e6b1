import t from 'tap';
import { fstabOf, templateMounts } from '../../src/decide/fstab-template.ts';

const id = '20210411212549sdBXyLxg';
const template = `# CURRENT_SNAPSHOTS_PATH stands for the generation
UUID=b9ff5e7b-e128-4e64-861a-2fdd794a9828 / btrfs subvol=CURRENT_SNAPSHOTS_PATH/@,ro,noatime 0 0
UUID=b9ff5e7b-e128-4e64-861a-2fdd794a9828 /var/log btrfs subvol=/commons/@var@log,rw,noatime 0 0
UUID=b9ff5e7b-e128-4e64-861a-2fdd794a9828 /srv btrfs rw,subvol=commons/@a\\040b 0 0
UUID=b9ff5e7b-e128-4e64-861a-2fdd794a9828 /opt btrfs subvol=CURRENT_SNAPSHOTS_PATH/@opt 0 0
# UUID=b9ff5e7b-e128-4e64-861a-2fdd794a9828 /old btrfs subvol=/commons/@old 0 0
UUID=2FE6-837A /boot/efi vfat rw,subvol=x 0 2
tmpfs /tmp tmpfs mode=1777 0 0
`;

t.test('the fstab of a generation', async (t) => {
  const made = fstabOf(template, id);
  t.match(made, { kind: 'fstab' });
  const text = made.kind === 'fstab' ? made.text : '';
  t.match(text, ` / btrfs subvol=/snapshots/${id}/@,ro,noatime 0 0\n`);
  t.match(text, ` /opt btrfs subvol=/snapshots/${id}/@opt 0 0\n`);
  t.notMatch(text, 'CURRENT_SNAPSHOTS_PATH');
  t.equal(text.split('\n').length, template.split('\n').length);
});

t.test('a template that is the same for all', async (t) => {
  for (const [wrong, reason] of [
    ['', /no line for \//],
    ['# UUID=x / btrfs subvol=CURRENT_SNAPSHOTS_PATH/@ 0 0\n', /no line for \//],
    ['UUID=x / btrfs subvol=/snapshots/A/@ 0 0\n', /does not have CURRENT_SNAPSHOTS_PATH/],
    ['CURRENT_SNAPSHOTS_PATH / btrfs ro 0 0\n', /does not have CURRENT_SNAPSHOTS_PATH/],
  ] as const)
    t.match(fstabOf(wrong, id), { kind: 'refused', reason }, wrong);
});

t.test('what is mounted out of the same file system', async (t) => {
  const other = 'UUID=0c1d2e3f-0000-4000-8000-000000000000 /data btrfs subvol=/commons/@data 0 0\n';
  t.strictSame(templateMounts(template + other, 'snapshots/.new'), [
    { subvolume: 'snapshots/.new/@opt', mountpoint: '/opt', isOwn: true },
    { subvolume: 'commons/@a b', mountpoint: '/srv', isOwn: false },
    { subvolume: 'commons/@var@log', mountpoint: '/var/log', isOwn: false },
  ]);
  t.strictSame(templateMounts('', 'x'), []);
  const top = ['/', ''].map((path) => `UUID=x /top${path} btrfs subvol=${path} 0 0\n`).join('');
  t.strictSame(
    templateMounts(`UUID=x / btrfs subvol=CURRENT_SNAPSHOTS_PATH/@ 0 0\n${top}`, 'x'),
    [],
    'not the top',
  );
});
