import { testInNamespace } from '../support/mount-namespace.ts';

testInNamespace('esp-watch/mounted-trees', 'esp-watch with trees on mounts');
