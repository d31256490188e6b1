import t from 'tap';
import { isChosen } from '../../src/decide/held-entry.ts';

const id = '20260102030405AbCdEfGh';
const entry = { id, kernel: '6.6.31_3', name: `tok-kernel-${id}-6.6.31_3.conf` };
const nothing = {
  once: null,
  preferred: null,
  preferredInConf: null,
  byDefault: null,
  last: null,
  selected: null,
  booted: null,
  running: null,
};

t.test('entries that somebody has chosen', async (t) => {
  t.notOk(isChosen(entry, nothing));
  for (const key of ['once', 'preferred', 'preferredInConf', 'byDefault', 'last', 'selected'] as const) {
    t.ok(isChosen(entry, { ...nothing, [key]: entry.name }), key);
    t.ok(isChosen(entry, { ...nothing, [key]: entry.name.toUpperCase() }), key);
    t.ok(isChosen(entry, { ...nothing, [key]: 'tok-kernel-*' }), key);
    for (const other of ['', 'tok-gen-*', '@saved', `tok-kernel-${id}-6.6.conf`])
      t.notOk(isChosen(entry, { ...nothing, [key]: other }), `${key}: ${other}`);
  }
});

t.test('what runs, where the boot loader does not say it', async (t) => {
  t.ok(isChosen(entry, { ...nothing, booted: id, running: '6.6.31+3' }));
  t.notOk(isChosen(entry, { ...nothing, booted: id, running: '6.12' }));
  t.notOk(isChosen(entry, { ...nothing, booted: '20210411212549sdBXyLxg', running: '6.6.31+3' }));
  t.notOk(isChosen(entry, { ...nothing, booted: id }));
});
