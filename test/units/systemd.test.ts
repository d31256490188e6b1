import t from 'tap';
import { testInNamespace } from '../support/mount-namespace.ts';
import { whyNoSystemd } from '../support/systemd-machine.ts';

const skip = whyNoSystemd();
if (skip !== null) t.test('units under a real systemd', { skip }, async () => {});
else {
  testInNamespace('units/systemd-machine', 'a machine of these tests');
  testInNamespace('units/esp-units', 'the units of the ESPs, under a real systemd');
}
