import { testInNamespace } from '../support/mount-namespace.ts';

// With processes of its own: the first one of a host may not be looked at by everybody.
testInNamespace('esp-which/chroot', 'esp-which in a chroot', [
  'unshare',
  '--pid',
  '--fork',
  '--mount-proc',
  '--',
]);
