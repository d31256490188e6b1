import t from 'tap';
import { mountIdentity } from '../src/identity.ts';
import { parseMountinfo } from '../src/parse.ts';

t.test('a mount, and others in its place', async (t) => {
  const cases: [line: string, identity: string][] = [
    ['36 35 98:0 / /srv rw,noatime master:1 - ext4 /dev/sda1 rw', '36 98:0 /'],
    ['36 35 98:0 / /elsewhere ro - ext4 /dev/mapper/a ro,errors=continue', '36 98:0 /'],
    ['37 35 98:0 / /srv rw - ext4 /dev/sda1 rw', '37 98:0 /'],
    ['36 35 98:16 / /srv rw - ext4 /dev/sdb1 rw', '36 98:16 /'],
    ['36 35 98:0 /data /srv rw - ext4 /dev/sda1 rw', '36 98:0 /data'],
    ['36 35 0:31 /@\\040one\\134 /srv rw - btrfs /dev/sda1 rw', '36 0:31 /@ one\\'],
  ];
  for (const [line, identity] of cases)
    t.strictSame(parseMountinfo(line).map(mountIdentity), [identity], line);
});
