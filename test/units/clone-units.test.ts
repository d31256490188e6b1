import t from 'tap';
import { testInNamespace } from '../support/mount-namespace.ts';
import { whyNoSystemd } from '../support/systemd-machine.ts';

const title = 'the units of a spare disk, under a real systemd';
const skip = whyNoSystemd();
if (skip === null) testInNamespace('units/clone-units', title);
else t.test(title, { skip }, async () => {});
