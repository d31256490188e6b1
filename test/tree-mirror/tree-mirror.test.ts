import { testInNamespace } from '../support/mount-namespace.ts';

testInNamespace('tree-mirror/tree-mirror', 'tree-mirror with real mounts');
testInNamespace('tree-mirror/refusals', 'tree-mirror where a mount is absent, or in the way');
testInNamespace('tree-mirror/runs', 'tree-mirror: runs that are cut short, wait, or go wrong');
testInNamespace('tree-mirror/deletions', 'tree-mirror: what a source that is missing does not delete');
testInNamespace('tree-mirror/roots', 'tree-mirror: a root on another disk boots, and stays one');
