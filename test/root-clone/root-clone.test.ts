import { testInNamespace } from '../support/mount-namespace.ts';

testInNamespace('root-clone/root-clone', 'root-clone with real mounts');
testInNamespace('root-clone/uki', 'root-clone: unified kernel images');
testInNamespace('root-clone/initrd', 'root-clone: initrds that are rebuilt');
