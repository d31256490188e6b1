import { testInNamespace } from '../support/mount-namespace.ts';

testInNamespace('esp-watch/volumes', 'what is watched on mounts that come and go');
testInNamespace('esp-watch/automounts', 'what is watched on automounts');
