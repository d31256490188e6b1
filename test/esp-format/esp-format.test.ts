import { testInNamespace } from '../support/mount-namespace.ts';

testInNamespace('esp-format/esp-format', 'esp-format with real disks');
testInNamespace('esp-format/refusals', 'esp-format: disks that stay bit for bit as they were');
testInNamespace('esp-format/killed', 'esp-format killed at each step');
