import t from 'tap';
import type { TextKind } from '../../src/decide/source-texts.ts';
import { usedIds } from '../../src/decide/used-ids.ts';

t.test('ids where a machine looks for devices', async (t) => {
  const cases: [kind: TextKind, text: string, ids: readonly string[]][] = [
    ['fstab', 'UUID=a / ext4\nLABEL="b" /b\n', ['1 UUID=a /', '2 LABEL=b /b']],
    ['fstab', 'UUID="a" /a ext4\r\n/dev/sda1 none swap sw\n', ['1 UUID=a /a', '2 /dev/sda1']],
    [
      'fstab',
      '# UUID=a / ext4\ntmpfs /tmp tmpfs\nnas:/x /x nfs\n/srv /y none bind\nUUID= /z\n\nUUID=q\n',
      [],
    ],
    ['fstab', '/dev/null /n\n/dev/zram0 none swap\n/dev/shm /s none bind\n', []],
    ['fstab', 'UUID=a /a\\040b ext4\n', ['1 UUID=a /a b']],
    [
      'cmdline',
      'root=UUID=a rw resume=/dev/sda2\nquiet rd.luks.uuid=luks-b\n',
      ['1 UUID=a', '1 /dev/sda2', '2 UUID=b'],
    ],
    ['cmdline', '# root=UUID=a\n', []],
    ['cmdline', '"root=UUID=a"\n', ['1 UUID=a']],
    [
      'entry',
      'title root=UUID=a\noptions root=PARTUUID=b\noptions quiet resume=LABEL=c\n',
      ['2 PARTUUID=b', '3 LABEL=c'],
    ],
    ['entry', '# options root=UUID=a\nlinux /root=UUID=b\n', []],
    ['entry', 'title x\roptions root=UUID=a\r\n', ['1 UUID=a']],
    [
      'crypttab',
      '# a UUID=x\nroot UUID=a none luks\nswap /dev/sda3 /dev/urandom swap\n',
      ['2 UUID=a', '3 /dev/sda3'],
    ],
    ['loader-conf', 'default root=UUID=a\n', []],
    ['machine-id', 'root=UUID=a\n', []],
    ['entry', '', []],
  ];
  for (const [kind, text, ids] of cases)
    t.strictSame(
      usedIds([{ path: '/p', kind, text }]).map(({ id, line, mountpoint }) =>
        [line, id, ...(mountpoint === undefined ? [] : [mountpoint])].join(' '),
      ),
      ids,
      JSON.stringify(text),
    );
});
