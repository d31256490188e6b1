import { testInNamespace } from '../support/mount-namespace.ts';

testInNamespace('root-clone/deletions', 'root-clone: what a source that is missing does not delete');
