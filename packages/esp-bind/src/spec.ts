import type { CommandSpec } from '@twinroot/lib-command';
import { espSetTable } from '@twinroot/lib-record';
import { bindPlanTable } from './plan-table.ts';

export const spec = {
  name: 'esp-bind',
  summary: 'mount the booted ESP on /boot',
  reads: { table: espSetTable, pipeline: 'esp-which | esp-bind' },
  writes: [espSetTable],
  changes: { plan: bindPlanTable },
  operands: {
    name: 'TARGET',
    type: 'directory',
    min: 0,
    max: 1,
    help: 'mount point, /boot by default; it must exist',
  },
  options: [
    { name: 'replace', help: 'unmount what is mounted on TARGET first' },
    {
      name: 'force',
      help: 'mount even an ESP on a removable or USB disk without the root file system',
    },
  ],
  exits: [
    { status: 0, when: 'The booted ESP is mounted on TARGET, as of now or already.' },
    { status: 1, when: 'It is not, and everything is as before unless a message says otherwise.' },
    { status: 2, when: 'The command line or the records were wrong.' },
  ],
  examples: [
    { command: 'esp-which | esp-bind', does: 'Mount the ESP that this boot came from on /boot.' },
    { command: 'esp-which | esp-bind --dry-run', does: 'Show what would be mounted and unmounted.' },
    {
      command: 'esp-which | esp-bind --replace /efi | esp-mirror',
      does: 'Mount it on /efi, whatever is mounted there, and update the mirrors.',
    },
  ],
} as const satisfies CommandSpec;
