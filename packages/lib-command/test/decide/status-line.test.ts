import t from 'tap';
import { createStatusLine } from '../../src/decide/status-line.ts';

t.test('each text is written over the one before, and the last is taken away once', async (t) => {
  let written = '';
  const line = createStatusLine(
    (text) => {
      written += text;
    },
    () => 80,
  );
  line.clear();
  t.equal(written, '', 'nothing was shown');
  line.show('one');
  line.show('two\u001b[2J\n');
  line.clear();
  line.clear();
  t.equal(written, '\r\u001b[Kone\r\u001b[Ktwo\\x1b[2J\\n\r\u001b[K');
});

t.test('it never wraps, however wide the terminal is at the time', async (t) => {
  let written = '';
  let columns = 80;
  const line = createStatusLine(
    (text) => {
      written = text;
    },
    () => columns,
  );
  line.show('é'.repeat(500));
  t.equal(written, `\r\u001b[K${'é'.repeat(79)}`);
  columns = 30;
  line.show('é'.repeat(500));
  t.equal(written, `\r\u001b[K${'é'.repeat(29)}`);
});
