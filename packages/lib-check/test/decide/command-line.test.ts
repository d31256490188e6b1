import t from 'tap';
import { commandLineOf } from '../../src/decide/command-line.ts';

t.test('values by key, whatever the case of dashes', async (t) => {
  const line = commandLineOf(
    'root=UUID=a quiet rootflags=subvol=@ root=UUID=b systemd.machine_id=x "opt=a b"',
  );
  t.equal(line.last('root'), 'UUID=b');
  t.strictSame(line.all('root'), ['UUID=a', 'UUID=b']);
  t.equal(line.last('quiet'), '');
  t.equal(line.last('systemd.machine-id'), 'x');
  t.equal(line.last('opt'), 'a b');
  t.equal(line.last('none'), null);
});
