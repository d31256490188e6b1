import t from 'tap';
import { addOlderKernel } from '../../fixtures/older-kernel.ts';
import { killAtEachStep } from '../../fixtures/switch-kills.ts';
import { generations, newSwitchMachine } from '../../fixtures/switch-machine.ts';

t.setTimeout(900_000);
const machine = await newSwitchMachine(addOlderKernel);
t.teardown(machine.remove);
const [from, to] = generations;

t.test('at each step', async (t) => {
  const published = await machine.run(from);
  t.equal(published.status, 0, published.err);
  const kills = await killAtEachStep(t, machine, { from, to });
  t.comment(`${kills} kills; ${machine.root}`);
  t.ok(kills > 12);
});
