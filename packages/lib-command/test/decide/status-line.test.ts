import t from 'tap';
import { createStatusLine } from '../../src/decide/status-line.ts';

t.test('each text is written over the one before, and the last is taken away once', async (t) => {
  let written = '';
  const line = createStatusLine((text) => {
    written += text;
  });
  line.clear();
  t.equal(written, '', 'nothing was shown');
  line.show('one');
  line.show('two\u001b[2J\n');
  line.clear();
  line.clear();
  t.equal(written, '\r\u001b[Kone\r\u001b[Ktwo\\x1b[2J\\n\r\u001b[K');
});

t.test('it never wraps', async (t) => {
  let written = '';
  createStatusLine((text) => {
    written = text;
  }).show('é'.repeat(500));
  t.ok(written.length < 85);
});
