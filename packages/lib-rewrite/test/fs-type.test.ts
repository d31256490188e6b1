import t from 'tap';
import { commonOptions, isCommonOption } from '../src/fs-type.ts';

t.test('options that every type has', async (t) => {
  for (const option of [
    'noatime',
    'ro',
    'defaults',
    'x-systemd.automount',
    'comment=a',
    'context="a,b"',
    '_netdev',
    'symfollow',
  ])
    t.ok(isCommonOption(option), option);
  for (const option of [
    '',
    'subvol=@',
    'compress=zstd',
    'errors=remount-ro',
    'data=ordered',
    'umask=077',
    'discard=async',
  ])
    t.notOk(isCommonOption(option), option);
  t.strictSame(commonOptions('rw,subvol=@,context="a,b",noatime'), ['rw', 'context="a,b"', 'noatime']);
  t.strictSame(commonOptions(''), []);
});
