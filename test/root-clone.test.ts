import { testInNamespace } from './mount-namespace.ts';

testInNamespace('root-clone', 'root-clone with real mounts');
testInNamespace('root-clone-calls', 'root-clone: calls, and what goes wrong on the way');
testInNamespace('root-clone-refusals', 'root-clone where it must not write');
testInNamespace('root-clone-killed', 'root-clone: runs that are killed');
testInNamespace('root-clone-uki', 'root-clone: unified kernel images');
