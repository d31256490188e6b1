import { readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { killAtEachStep } from '../../fixtures/switch-kills.ts';
import { generations, newSwitchMachine } from '../../fixtures/switch-machine.ts';
import { makeUkiRoot } from '../../fixtures/ukify.ts';

// From a generation that boots a text to one that boots an image, so that entries of both types are there.

t.setTimeout(900_000);
const machine = await newSwitchMachine(makeUkiRoot);
t.teardown(machine.remove);
const [from, to] = generations;
writeFileSync(join(machine.root, 'etc/machine-id'), '5d1c4e0b8f2a4c6e9b3d7a1f0e2c4b68\n');
writeFileSync(join(machine.mnt, 'snapshots', from, '@/etc/kernel/install.conf'), 'layout=bls\n');

const leftBehind = () => readdirSync(tmpdir()).filter((name) => name.startsWith('twinroot-uki-'));
const before = leftBehind();

t.test('at each step', async (t) => {
  const published = await machine.run(from);
  t.equal(published.status, 0, published.err);
  const kills = await killAtEachStep(t, machine, { from, to });
  t.comment(`${kills} kills; ${machine.root}`);
  t.ok(kills > 10);
  t.strictSame(
    leftBehind().filter((name) => !before.includes(name)),
    [],
    'no directory in which an image was built',
  );
});
