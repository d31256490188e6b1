import { testInNamespace } from '../support/mount-namespace.ts';

testInNamespace('esp-mirror/full', 'esp-mirror onto mounts that are full or go away');
testInNamespace('esp-mirror/unmounted', 'esp-mirror with members that are not mounted');
