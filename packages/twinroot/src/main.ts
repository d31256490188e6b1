import { runMultiCall } from '@twinroot/lib-command';
import { commands } from './commands.ts';

runMultiCall({
  name: 'twinroot',
  summary: 'keep a Linux machine bootable from each of its disks',
  commands,
});
