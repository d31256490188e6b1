import { testInNamespace } from '../support/mount-namespace.ts';

testInNamespace('esp-watch/esp-sets', 'esp-watch with sets on mounts');
