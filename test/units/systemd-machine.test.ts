import t from 'tap';
import { testInNamespace } from '../support/mount-namespace.ts';
import { whyNoSystemd } from '../support/systemd-machine.ts';

const title = 'a machine of these tests';
const skip = whyNoSystemd();
if (skip === null) testInNamespace('units/systemd-machine', title);
else t.test(title, { skip }, async () => {});
