import { testInNamespace } from '../support/mount-namespace.ts';

testInNamespace('root-clone/volumes', 'root-clone: volumes, and what comes by no copy');
testInNamespace('root-clone/btrfs', 'root-clone: subvolumes, and other types of file systems');
