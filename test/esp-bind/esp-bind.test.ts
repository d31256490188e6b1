import { testInNamespace } from '../support/mount-namespace.ts';

testInNamespace('esp-bind/esp-bind', 'esp-bind with real mounts');
