import { testInNamespace } from './mount-namespace.ts';

testInNamespace('esp-bind', 'esp-bind with real mounts');
