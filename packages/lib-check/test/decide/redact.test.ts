import t from 'tap';
import { redacted } from '../../src/decide/redact.ts';

t.test('values that are secret by their names', async (t) => {
  const rows: readonly (readonly [string, string])[] = [
    ['//nas/x /mnt cifs user=a,password=geheim,uid=0 0 0', '//nas/x /mnt cifs user=a,password=…,uid=0 0 0'],
    ['quiet systemd.set_credential=passwd.hashed-password.root:$6$x rw', 'quiet systemd.set_credential=… rw'],
    ['a rd.systemd.set_credential_binary=x:AA== b', 'a rd.systemd.set_credential_binary=… b'],
    ['options root=UUID=a mypass="x y" ro', 'options root=UUID=a mypass=… ro'],
    ['root=UUID=a rd.luks.key=/key:UUID=b', 'root=UUID=a rd.luks.key=/key:UUID=b'],
  ];
  for (const [text, expected] of rows) t.equal(redacted(text), expected);
});
