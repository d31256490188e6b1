import { testInNamespace } from '../support/mount-namespace.ts';

testInNamespace('guides/second-esp', 'README: the second ESP');
