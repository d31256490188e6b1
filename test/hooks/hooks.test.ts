import { readlinkSync } from 'node:fs';
import t from 'tap';
import { testInNamespace } from '../support/mount-namespace.ts';

const title = 'hooks, run by real package managers';
// The number of the machine's own namespace of process ids: PID_NS_INIT_INO in linux/nsfs.h.
if (readlinkSync('/proc/self/ns/pid') === 'pid:[4026531836]') testInNamespace('hooks/hooks', title);
else t.test(title, { skip: 'this is a container, where hooks do nothing' }, async () => {});
