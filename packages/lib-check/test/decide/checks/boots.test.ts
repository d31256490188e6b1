import t from 'tap';
import { lastBootOf, recordedBoots } from '../../../src/decide/checks/boots.ts';
import { found } from '../../findings-of.ts';
import { espB, machine } from '../../machine-fixture.ts';

t.test('records, of which the last may be cut', async (t) => {
  const lines = [
    '{"time":5,"member":"A"}',
    '{"time":"1970-01-01T00:00:07Z","member":"b"}',
    'null',
    '[]',
    '{"time":9',
    '',
  ];
  t.strictSame(recordedBoots(lines.join('\n')), [
    { time: 5, member: 'a' },
    { time: 7, member: 'b' },
  ]);
});

t.test('the last boot from a member', async (t) => {
  const boots = (text: string) => machine({ texts: { '/var/lib/twinroot/boots': text } });
  const line = (time: number) => `${JSON.stringify({ time, member: espB })}\n`;
  t.equal(lastBootOf(boots(line(9) + line(7)), { partuuid: espB }), 9);
  t.equal(lastBootOf(boots(''), { partuuid: espB }), null);
  t.match(found(boots(line(1_764_331_200 - 3 * 86_400)), 'b', 'boots'), /^ok: last booted 3 days ago/);
  t.match(found(boots(''), 'b', 'boots'), /^warn: no boot from it is on record/);
  t.match(found(boots(''), 'a', 'boots'), /^ok: it is what was booted/);
});
