import t from 'tap';
import { type BootNote, damagedLines, parseBoots, withBoot } from '../../src/decide/boots.ts';

const note: BootNote = {
  time: 1,
  boot: '0'.repeat(32),
  member: 'a',
  generation: 4,
  generation_id: 'f'.repeat(32),
  asked: 'a',
  drill: 'met',
};
const plain: BootNote = { ...note, generation: null, generation_id: null, asked: null, drill: null };

t.test('boots read back as they were written', async (t) => {
  const text = withBoot(withBoot('', note), { ...plain, time: 2 });
  t.strictSame(parseBoots(text), [note, { ...plain, time: 2 }]);
  t.match(text, /^\{.*\}\n\{.*\}\n$/);
});

t.test('what is something else is passed over', async (t) => {
  const others = ['{"time":1', '{}', '3', JSON.stringify({ ...note, drill: 'maybe' })];
  t.strictSame(parseBoots([...others, JSON.stringify(note), ''].join('\n')), [note]);
});

t.test('what is something else stays where it is, byte by byte, and is told', async (t) => {
  const later = `{"more":[1], ${JSON.stringify(note).slice(1)}`;
  const text = `\0\xff\n${JSON.stringify(note)}\n\n${later}\n{"time":1`;
  t.strictSame(damagedLines(text), [1, 5]);
  const added = withBoot(text, plain);
  t.equal(added, `\0\xff\n${JSON.stringify(note)}\n${later}\n{"time":1\n${JSON.stringify(plain)}\n`);
  t.strictSame(parseBoots(added), [note, note, plain]);
  t.strictSame(damagedLines(JSON.stringify(note)), []);
  t.strictSame(damagedLines(''), []);
  let many = withBoot('torn\n', plain);
  for (let time = 0; time < 600; time += 1) many = withBoot(many, { ...plain, time });
  t.match(many, /^torn\n/);
  t.equal(parseBoots(many).length, 500);
});

t.test('old ones are left out, but for the last of each member', async (t) => {
  let text = withBoot('', { ...plain, member: 'seldom' });
  for (let time = 0; time < 600; time += 1) text = withBoot(text, { ...plain, time });
  const boots = parseBoots(text);
  t.equal(boots.length, 501);
  t.equal(boots[0]?.member, 'seldom');
  t.equal(boots[1]?.time, 100);
});
