import t from 'tap';
import { lastBootOf } from '../../../src/decide/checks/boots.ts';
import { found } from '../../findings-of.ts';
import { espB, firmware, machine } from '../../machine-fixture.ts';

const boot = (time: number) => ({
  time,
  boot: 'a'.repeat(32),
  member: espB,
  generation: 3,
  generation_id: 'c'.repeat(32),
  asked: null,
  drill: null,
});

t.test('the last boot from a member', async (t) => {
  const boots = (text: string) => machine({ texts: { '/var/lib/twinroot/boots': text } });
  const line = (time: number) => `${JSON.stringify(boot(time))}\n`;
  t.equal(lastBootOf(boots(line(9) + line(7)), { partuuid: espB }), 9);
  t.equal(lastBootOf(boots(''), { partuuid: espB }), null);
  t.match(found(boots(line(1_764_331_200 - 3 * 86_400)), 'b', 'boots'), /^ok: last booted 3 days ago/);
  t.match(found(boots(''), 'b', 'boots'), /^warn: no boot from it is on record/);
  t.match(found(boots(''), 'a', 'boots'), /^ok: it is what was booted/);
});

t.test('a member that was named in the place of what was booted', async (t) => {
  const stick = {
    label: 'Stick',
    isActive: true,
    partuuid: 'c0de',
    file: '\\EFI\\BOOT\\BOOTX64.EFI',
    number: '0009',
  };
  const booted = (partuuid: string | null) =>
    machine({
      texts: { '/var/lib/twinroot/boots': '' },
      firmware: firmware({ current: '0009', options: [{ ...stick, partuuid }] }),
    });
  t.match(found(booted('c0de'), 'a', 'boots'), /^warn: no boot from it is on record/);
  t.match(found(booted(null), 'a', 'boots'), /^ok: it is what was booted/, 'an option of the whole disk');
});

t.test('what could not be read is not known', async (t) => {
  const facts = machine({ unknown: new Map([['/var/lib/twinroot/boots', 'EISDIR: illegal operation']]) });
  t.match(found(facts, 'b', 'boots'), /^unknown: .*cannot be read: EISDIR/);
});
