import { testInNamespace } from './mount-namespace.ts';

testInNamespace('esp-mirror-full', 'esp-mirror onto mounts that are full or go away');
