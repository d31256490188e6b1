import t from 'tap';
import { keyFilePlaces, placesOf, volumeOptionPlaces } from '../src/device-places.ts';

t.test('where devices stand', async (t) => {
  const cases: [argument: string, places: string[]][] = [
    ['quiet', []],
    ['root=', []],
    ['root=UUID=x', ['device UUID=x']],
    ["root='UUID=x'", ['device UUID=x']],
    ["root='UUID=x", ["device 'UUID=x"]],
    ['root=block:/dev/sda1', ['device /dev/sda1']],
    ['root=/dev/mapper/luks-x', ['device /dev/mapper/luks-x']],
    ['ROOT=UUID=x', []],
    ['myroot=UUID=x', []],
    ['rd.root=UUID=x', []],
    ['rootfstype=UUID=x', []],
    ['resume=PARTUUID=x', ['device PARTUUID=x']],
    ['boot=LABEL=x', ['device LABEL=x']],
    ['crypt_root=UUID=x', ['device UUID=x']],
    ['crypt-root=UUID=x', ['device UUID=x']],
    ['cryptroot=/dev/sda2', ['device /dev/sda2']],
    ['mount.usr=UUID=x', ['device UUID=x']],
    ['cryptdevice=UUID=x:root', ['device UUID=x']],
    ['cryptdevice=UUID=x:luks-x:allow-discards', ['device UUID=x', 'luks x']],
    ['cryptkey=UUID=x:ext4:/key', ['device UUID=x']],
    ['cryptopts=target=luks-x,source=UUID=y,key=/k', ['luks x', 'device UUID=y']],
    ['rd.luks.uuid=x', ['luks x']],
    ['luks.uuid=luks-x', ['luks x']],
    ['rd_LUKS_UUID=luks-x', ['luks x']],
    ['rd.luks.partuuid=x', ['partuuid x']],
    ['rd.luks.name=0a-1=root', ['luks 0a-1']],
    ['rd.luks.name=0a-1=luks-0a-1', ['luks 0a-1', 'luks 0a-1']],
    ['rd.luks.key=0a-1=/key:UUID=y', ['luks 0a-1', 'device UUID=y']],
    ['rd.luks.key=luks-0a-1=/dev/sdc', ['luks 0a-1', 'device /dev/sdc']],
    ['rd.luks.key=/key:UUID=x:UUID=y', ['device UUID=x', 'device UUID=y']],
    ['rd.luks.data=0a-1=/dev/sdc1', ['luks 0a-1', 'device /dev/sdc1']],
    ['rd.luks.options=0a-1=discard,header=/hdr:UUID=y', ['luks 0a-1', 'device UUID=y']],
    ['rd.luks.options=discard', []],
    ['rootflags=subvol=@,device=/dev/sda2,journal_path=/dev/sdb1', ['device /dev/sda2', 'device /dev/sdb1']],
    ['rootflags=logdev=UUID=x', ['device UUID=x']],
    ['systemd.swap-extra=UUID=x:pri=1', ['device UUID=x']],
    ['systemd.mount_extra=UUID=x:/srv:ext4', ['device UUID=x']],
    ['systemd.verity_root_data=PARTUUID=x', ['device PARTUUID=x']],
    ['systemd.machine_id=0a', []],
    ['note=UUID=x', []],
    ['rd.lvm.lv=vg/root', ['lv vg/root']],
    ['rd_LVM_LV=vg/root', ['lv vg/root']],
    ['rd.lvm.vg=vg', ['vg vg']],
    ['rd_LVM_VG=vg', ['vg vg']],
    ['rd.lvm.vg=', []],
    ['rd.md.uuid=0a:1b', ['md 0a:1b']],
    ['rd_MD_UUID=0a:1b', ['md 0a:1b']],
  ];
  for (const [argument, places] of cases) {
    t.strictSame(
      placesOf(argument).map(({ kind, start, end }) => `${kind} ${argument.slice(start, end)}`),
      places,
      argument,
    );
  }
});

t.test('fields of crypttab', async (t) => {
  const texts = (places: ReturnType<typeof keyFilePlaces>, of: string) =>
    places.map(({ kind, start, end }) => `${kind} ${of.slice(start, end)}`);
  const key = '/key:UUID=x';
  t.strictSame(texts(keyFilePlaces(key), key), ['device UUID=x']);
  t.strictSame(texts(keyFilePlaces('/dev/sdc1'), '/dev/sdc1'), ['device /dev/sdc1']);
  t.strictSame(keyFilePlaces('none'), []);
  const options = 'luks,header=/h:UUID=x,keyfile-timeout=5s';
  t.strictSame(texts(volumeOptionPlaces(options), options), ['device UUID=x']);
});
