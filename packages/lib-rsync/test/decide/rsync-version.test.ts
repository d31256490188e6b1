import t from 'tap';
import { whyNotRsync } from '../../src/decide/rsync-version.ts';

t.test('rsync 3.2 or newer', async (t) => {
  const line = (version: string) => `rsync  version ${version}  protocol version 31\nCopyright\n`;
  for (const version of ['3.2.0', '3.2.7', '3.4.1', '3.10.0', '4.0.0pre1', 'v3.2.3']) {
    t.equal(whyNotRsync(line(version)), null, version);
  }
  for (const version of ['3.1.3', '2.6.9', '3.0.9', '0.0'])
    t.type(whyNotRsync(line(version)), 'string', version);
  for (const text of ['', 'openrsync: protocol version 29\n', 'usage: rsync version\n']) {
    t.type(whyNotRsync(text), 'string', text);
  }
});
