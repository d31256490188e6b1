import t from 'tap';
import { kernelOptions } from '../../src/decide/kernel-options.ts';

const subvolume = '/snapshots/20210411212549sdBXyLxg/@';
const own = `rootflags=subvol=${subvolume}`;

const cases: readonly (readonly [line: string, options: string])[] = [
  ['', own],
  ['root=UUID=1 quiet', `root=UUID=1 quiet ${own}`],
  ['root=UUID=1 rw quiet\n', `root=UUID=1 ro quiet ${own}`],
  ['root=UUID=1\nquiet\n', `root=UUID=1 quiet ${own}`],
  ['BOOT_IMAGE=/vmlinuz root=/dev/sda2 ro initrd=\\a.img initrd=\\b.img', `root=/dev/sda2 ro ${own}`],
  ['root=UUID=1 rootflags=subvol=@ ro', `root=UUID=1 ${own} ro`],
  ['rootflags=subvol=/snapshots/other/@,compress=zstd', `rootflags=compress=zstd,subvol=${subvolume}`],
  ['rootflags=subvolid=256,noatime ro', `rootflags=noatime,subvol=${subvolume} ro`],
  ['rootflags=subvol=@,degraded rootflags=subvol=a', `rootflags=degraded ${own}`],
  ['rootflags=subvol=a rootflags=degraded', `rootflags=degraded,subvol=${subvolume}`],
  ['"rootflags=subvol=a b,x=1" q="a  b"', `"rootflags=x=1,subvol=${subvolume}" q="a  b"`],
  ['rootflags="subvol=a,x=1"', `"rootflags=x=1,subvol=${subvolume}"`],
  ['rootflags=', own],
  ['dyndbg="file a +p"  rw', `dyndbg="file a +p" ro ${own}`],
  ['ro -- rw initrd=x rootflags=subvol=y', `ro ${own} -- rw initrd=x rootflags=subvol=y`],
  [
    'rd.luks.name=1=root rwx=1 mount.usrflags=subvol=x',
    `rd.luks.name=1=root rwx=1 mount.usrflags=subvol=x ${own}`,
  ],
];

t.test('the root is named where nothing names it', async (t) => {
  const of = (line: string) => kernelOptions(line, subvolume, 'abc');
  t.equal(of(''), `root=UUID=abc ${own}`);
  t.equal(of('quiet -- root=x'), `root=UUID=abc quiet ${own} -- root=x`);
  t.equal(of('rd.luks.name=1=root quiet'), `root=UUID=abc rd.luks.name=1=root quiet ${own}`);
  t.equal(of('quiet root=LABEL=root'), `quiet root=LABEL=root ${own}`);
  t.equal(of(of('quiet')), of('quiet'));
});

t.test('comments', async (t) => {
  const text = '# root=UUID=2\nroot=UUID=1\n  # quiet\nquiet # no comment\n';
  t.equal(kernelOptions(text, subvolume, null), `root=UUID=1 quiet # no comment ${own}`);
});

for (const [line, options] of cases)
  t.test(JSON.stringify(line), async (t) => {
    t.equal(kernelOptions(line, subvolume, null), options);
    t.equal(kernelOptions(options, subvolume, null), options, 'again it changes nothing');
  });
