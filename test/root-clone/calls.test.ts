import { testInNamespace } from '../support/mount-namespace.ts';

testInNamespace('root-clone/calls', 'root-clone: calls, and what goes wrong on the way');
