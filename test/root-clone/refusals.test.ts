import { testInNamespace } from '../support/mount-namespace.ts';

testInNamespace('root-clone/refusals', 'root-clone where it must not write');
