import { testInNamespace } from './mount-namespace.ts';

testInNamespace('root-clone', 'root-clone with real mounts');
