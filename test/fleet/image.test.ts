import t from 'tap';
import { testInNamespace } from '../support/mount-namespace.ts';
import { needs } from '../support/needs.ts';

const { skip } = needs('ansible-playbook', 'dpkg-deb', 'apt-get');
const title = 'the role where systemd does not run';
if (skip === false) testInNamespace('fleet/image', title);
else t.test(title, { skip }, async () => {});
