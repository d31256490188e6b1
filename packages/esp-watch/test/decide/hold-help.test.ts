import { signsOf } from '@twinroot/lib-machine';
import t from 'tap';
import { holdHelp } from '../../src/decide/hold-help.ts';

t.test('every name that is told is known', async (t) => {
  const [, names = ''] = /^whom to wait for: (.*), separated/.exec(holdHelp) ?? [];
  const known = names.split(', ');
  t.ok(known.length > 10);
  for (const name of known) t.ok(signsOf(name)?.length, name);
});
