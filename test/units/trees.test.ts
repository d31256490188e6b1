import t from 'tap';
import { testInNamespace } from '../support/mount-namespace.ts';
import { whyNoSystemd } from '../support/systemd-machine.ts';

const skip = whyNoSystemd();
if (skip !== null) t.test('units under a real systemd', { skip }, async () => {});
else {
  testInNamespace('units/tree-units', 'the units of the sync list, under a real systemd');
  testInNamespace('units/tree-failures', 'the same, when something goes wrong');
}
