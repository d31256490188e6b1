import t from 'tap';
import { killAtEachStep } from '../../fixtures/switch-kills.ts';
import { generations, newSwitchMachine } from '../../fixtures/switch-machine.ts';

t.setTimeout(900_000);
const machine = await newSwitchMachine();
t.teardown(machine.remove);
const [from, to] = generations;

t.test('at each step', async (t) => {
  const kills = await killAtEachStep(t, machine, { from, to });
  t.comment(`${kills} kills; ${machine.root}`);
  t.ok(kills > 10);
});
