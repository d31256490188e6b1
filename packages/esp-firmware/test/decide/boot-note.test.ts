import t from 'tap';
import { bootNote } from '../../src/decide/boot-note.ts';

const facts = { time: 9, boot: 'now', member: 'b', generation: { number: 4, id: 'x' } };
const request = { time: 1, boot: 'before', partuuid: 'b', number: '0002' };

t.test('what is noted of a boot', async (t) => {
  t.strictSame(bootNote(facts, null), {
    time: 9,
    boot: 'now',
    member: 'b',
    generation: 4,
    generation_id: 'x',
    asked: null,
    drill: null,
  });
  t.match(bootNote({ ...facts, generation: null }, null), { generation: null, generation_id: null });
  t.match(bootNote(facts, request), { asked: 'b', drill: 'met' });
  t.match(bootNote({ ...facts, member: 'a' }, request), { asked: 'b', drill: 'missed' });
  t.match(
    bootNote(facts, { ...request, boot: 'now' }),
    { asked: null, drill: null },
    'it is for the next boot',
  );
});
