import { runMultiCall } from '@twinroot/lib-command';
import { commands } from './commands.ts';
import { welcome } from './welcome.ts';

runMultiCall({
  name: 'twinroot',
  summary: 'keep a Linux machine bootable from each of its disks',
  commands,
  welcome,
});
