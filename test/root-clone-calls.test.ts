import { testInNamespace } from './mount-namespace.ts';

testInNamespace('root-clone-calls', 'root-clone: calls, and what goes wrong on the way');
