import type { CommandSpec } from '@twinroot/lib-command';
import { espSetTable } from '@twinroot/lib-record';
import { bindPlanTable } from './plan-table.ts';

export const spec = {
  name: 'esp-bind',
  summary: 'put the booted ESP on /boot',
  reads: { table: espSetTable, pipeline: 'esp-which | esp-bind' },
  writes: [espSetTable],
  changes: { plan: bindPlanTable },
  operands: {
    name: 'TARGET',
    type: 'directory',
    min: 0,
    max: 1,
    help: 'mount point, /boot by default; it has to be there',
  },
  options: [{ name: 'replace', help: 'unmount what is mounted on TARGET first' }],
  exits: [
    { status: 0, when: 'The booted ESP is on TARGET, from now on or already.' },
    { status: 1, when: 'It is not, and everything is as it was before unless a message says otherwise.' },
    { status: 2, when: 'The call or the records were wrong.' },
  ],
  examples: [
    { command: 'esp-which | esp-bind', does: 'Put the ESP that this boot came from on /boot.' },
    { command: 'esp-which | esp-bind --dry-run', does: 'Say what would be mounted and unmounted.' },
    {
      command: 'esp-which | esp-bind --replace /efi | esp-mirror',
      does: 'Put it on /efi, whatever is mounted there, and make the mirrors follow.',
    },
  ],
} as const satisfies CommandSpec;
