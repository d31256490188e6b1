import t from 'tap';
import { parseFstab } from '../src/parse.ts';

t.test('entries', async (t) => {
  const cases: [string, [string, string][]][] = [
    ['', []],
    ['# PARTUUID=x /efi0 vfat\n\n  \n', []],
    ['PARTUUID=x /efi0 vfat umask=0077 0 2\n', [['PARTUUID=x', '/efi0']]],
    ['\tPARTUUID="x"\t /efi0/ vfat', [['PARTUUID=x', '/efi0']]],
    ['/dev/disk/by-partuuid/x /efi0 vfat\r\n', [['PARTUUID=x', '/efi0']]],
    ['/dev/disk/by-uuid/6B7E-A837 /efi0 vfat', [['UUID=6B7E-A837', '/efi0']]],
    ['/dev/disk/by-partlabel/boot@a /boot@a vfat', [['PARTLABEL=boot@a', '/boot@a']]],
    ['/dev/disk/by-path/x /efi0 vfat', [['/dev/disk/by-path/x', '/efi0']]],
    ['LABEL=My\\040Disk /efi.mirror/a\\040b vfat', [['LABEL=My Disk', '/efi.mirror/a b']]],
    ['/dev/sda1 / ext4', [['/dev/sda1', '/']]],
    ['/dev/sda2 none swap sw 0 0', []],
    ['alone', []],
  ];
  for (const [text, entries] of cases) {
    t.strictSame(
      parseFstab(text).map(({ source, mountpoint }) => [source, mountpoint]),
      entries,
      JSON.stringify(text),
    );
  }
  t.match(parseFstab('PARTUUID=x /efi0 vfat\r\nPARTUUID=y /efi1'), [{ fstype: 'vfat' }, { fstype: '' }]);
});

t.test('slashes, of which one at the beginning stays', async (t) => {
  const many = '/'.repeat(500_000);
  const mountpoint = (field: string) => parseFstab(`PARTUUID=x ${field} vfat`)[0]?.mountpoint;
  t.equal(mountpoint(`/efi0${many}`), '/efi0');
  t.equal(mountpoint(many), '/');
  t.equal(mountpoint(`${many}x`), `${many}x`);
  t.equal(mountpoint(`/a${many}x`), `/a${many}x`);
});
