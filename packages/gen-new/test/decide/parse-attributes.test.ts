import t from 'tap';
import { parseAttributes } from '../../src/decide/parse-attributes.ts';

const dump = (text: string) => [...parseAttributes(text, '/etc')];

t.test('what getfattr dumps', async (t) => {
  t.strictSame(
    dump(
      '# file: /etc/b\nuser.b=0x62\nuser.a=0x\n\n# file: /etc/d/a\\134\\012x\nsecurity.capability=0x01\n\n',
    ),
    [
      ['b', 'user.a=0x\nuser.b=0x62'],
      ['d/a\\\nx', 'security.capability=0x01'],
    ],
  );
  t.strictSame(dump('# file: /etc/x\xff\nsystem.posix_acl_access=0x02\n'), [
    ['x\xff', 'system.posix_acl_access=0x02'],
  ]);
});

t.test('what is no part of a configuration', async (t) => {
  for (const name of ['security.selinux', 'security.ima', 'trusted.overlay.origin', 'btrfs.compression'])
    t.strictSame(dump(`# file: /etc/x\n${name}=0x61\n`), [], name);
  for (const text of [
    '',
    '\n\n',
    'getfattr: x\n',
    '# file: /etc\nuser.a=0x61\n',
    '# file: /etcetera\nuser.a=0x61\n',
  ])
    t.strictSame(dump(text), [], text);
});
