import { testInNamespace } from '../support/mount-namespace.ts';

testInNamespace('esp-mirror/readonly', 'esp-mirror onto a file system that turns read-only');
