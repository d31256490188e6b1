import t from 'tap';
import { rewriteAs, x, y } from './text-fixture.ts';

t.test('a root of another type', async (t) => {
  const cases: [line: string, fresh: string][] = [
    ['root=/dev/sdc2 rootfstype=btrfs rw', 'root=/dev/sdc2 rootfstype=ext4 rw'],
    ['rootflags=subvol=@,noatime,compress=zstd rw', 'rootflags=noatime rw'],
    ['rootflags=subvol=@ rw', 'rw'],
    ['ro rootflags=subvol=@ rw', 'ro rw'],
    ['ro rootflags=subvol=@', 'ro'],
    ['rootflags=subvol=@', ''],
    ['ro "rootflags=subvol=@" rw', 'ro rw'],
    ['ro rootflags="subvol=@" rw', 'ro rw'],
    ['ro rootflags="subvol=@,ro"\trw', 'ro rootflags="ro"\trw'],
    ['rootflags=noatime rootfstype=ext4', 'rootflags=noatime rootfstype=ext4'],
    ['rootflags="subvol=@,ro" rw', 'rootflags="ro" rw'],
    ['rootflags= rootfstype=', 'rootflags= rootfstype='],
    ['xrootflags=subvol=@', 'xrootflags=subvol=@'],
  ];
  for (const [line, fresh] of cases) {
    const of = (text: string) => rewriteAs('cmdline', text, '', { rootfstype: 'ext4', cmdline: true }).text;
    t.equal(of(line), fresh);
    t.equal(of(fresh), fresh, 'twice is once');
  }
  const grub = `linux /v root=UUID=${x} rootflags=subvol=@ rootfstype=btrfs`;
  t.equal(
    rewriteAs('grub', grub, undefined, { rootfstype: 'ext4' }).text,
    `linux /v root=UUID=${y} rootfstype=ext4`,
  );
  const shell = (text: string) => rewriteAs('shell', text, '', { rootfstype: 'ext4' }).text;
  t.equal(shell('A="rootflags=subvol=@"'), 'A=""');
  t.equal(shell('A="quiet rootflags=subvol=@"'), 'A="quiet"');
  t.equal(shell('A="rootflags=subvol=@ quiet"'), 'A="quiet"');
  t.equal(shell('A=rootflags=subvol=@'), 'A=');
});

t.test('options that have new ones', async (t) => {
  const rules = { rootflags: ['subvol=@ subvol=@b'], cmdline: true };
  t.equal(rewriteAs('cmdline', 'rootflags=subvol=@,ssd', '', rules).text, 'rootflags=subvol=@b,ssd');
  t.equal(
    rewriteAs('cmdline', 'rootflags=subvol=@', '', { ...rules, rootfstype: 'btrfs' }).text,
    'rootflags=subvol=@b',
  );
});
