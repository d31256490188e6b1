import { testInNamespace } from '../support/mount-namespace.ts';

testInNamespace('root-clone/killed', 'root-clone: runs that are killed');
