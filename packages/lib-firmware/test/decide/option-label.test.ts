import t from 'tap';
import { optionLabel } from '../../src/decide/option-label.ts';

const partuuid = '7d1f2a3b-4c5d-4e6f-9a8b-7c6d5e4f3a2b';
const label = (
  booted: string | null,
  model: string | null,
  serial: string | null,
  others: readonly string[] = [],
) => optionLabel(booted, { model, serial }, partuuid, others);

t.test('what a label is made of', async (t) => {
  const boot = 'Linux Boot Manager';
  t.equal(label(boot, 'Example SSD', 'S1'), 'Linux Boot Manager (Example SSD S1)');
  t.equal(label(boot, 'Example SSD', null), 'Linux Boot Manager (Example SSD)');
  t.equal(label(boot, null, 'S1'), 'Linux Boot Manager (S1)');
  t.equal(label(boot, null, null), 'Linux Boot Manager (7d1f2a3b)');
  t.equal(label(null, null, 'S1'), 'Linux (S1)');
  t.equal(label(`${boot} (Example SSD S0)`, null, 'S1'), 'Linux Boot Manager (S1)', 'of one of ours');
  t.equal(label(' a\nb\u0000 ', 'x\ty', null), 'a b (x y)', 'untrusted text');
});

t.test('it is like no other', async (t) => {
  t.equal(label('L', 'M', null, ['L (M)']), 'L (M 7d1f2a3b)');
  t.equal(label('L', 'M', 'S', ['L (M S)']), 'L (S)');
  t.equal(label('L', null, null, ['L (7d1f2a3b)']), `L (${partuuid})`);
});

t.test('it is short, and keeps what tells it apart', async (t) => {
  const long = 'x'.repeat(100);
  t.equal(label('L', long, 'S1'), 'L (S1)');
  t.equal(label('L', long, long), 'L (7d1f2a3b)');
  t.equal(label(long, 'M', 'S1'), `${long.slice(0, 32)} (M S1)`);
});
