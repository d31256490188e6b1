import t from 'tap';
import { formatDrill, parseDrill } from '../../src/decide/drill-request.ts';

t.test('a request reads back as it was written', async (t) => {
  const request = { time: 1, boot: '0'.repeat(32), partuuid: 'a', number: '0002' };
  t.strictSame(parseDrill(formatDrill(request)), request);
  for (const text of ['', '{', '{}', '[]', formatDrill(request).slice(0, -5)])
    t.equal(parseDrill(text), null, text);
});
