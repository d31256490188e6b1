import t from 'tap';
import { testInNamespace } from '../support/mount-namespace.ts';
import { needs } from '../support/needs.ts';
import { whyNoSystemd } from '../support/systemd-machine.ts';

const title = 'the role for Ansible';
const skip = needs('ansible-playbook', 'dpkg-deb').skip || whyNoSystemd();
if (skip === null) testInNamespace('fleet/ansible', title);
else t.test(title, { skip }, async () => {});
