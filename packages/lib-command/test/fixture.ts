import { espSetTable, type RecordTable } from '@twinroot/lib-record';
import type { CommandSpec } from '../src/spec.ts';

/** What the command would do. */
export const planTable = {
  schema: 'twinroot.fixture-plan/1',
  list: 'operations',
  title: 'What would be done',
  fields: [{ key: 'operation', column: 'OPERATION', byDefault: true, type: 'string', help: 'what is done' }],
} as const satisfies RecordTable;

/** An interface that has every kind of option. */
export const spec = {
  name: 'esp-fixture',
  summary: 'stand in for a command',
  reads: { table: espSetTable, pipeline: 'esp-which | esp-fixture', unless: 'from' },
  writes: [espSetTable],
  changes: { plan: planTable },
  operands: { name: 'MEMBER', type: 'text', min: 0, max: 2, help: 'a member of the set' },
  options: [
    { name: 'replace', short: 'r', help: 'replace what is there' },
    { name: 'token', short: 't', value: { name: 'TOKEN', type: 'text' }, help: 'an entry token' },
    {
      name: 'scope',
      value: { name: 'SCOPE', type: 'text', values: ['all', 'loader', 'machine'], byDefault: 'all' },
      help: 'what is taken',
    },
    { name: 'wait', value: { name: 'SECONDS', type: 'seconds', byDefault: '0' }, help: 'how long to wait' },
    { name: 'timeout', value: { name: 'SECONDS', type: 'seconds' }, help: 'when to give up' },
    { name: 'exclude', value: { name: 'GLOB', type: 'text' }, repeatable: true, help: 'what is left alone' },
    { name: 'from', value: { name: 'DIR', type: 'directory' }, help: 'a directory as source' },
    { name: 'to', value: { name: 'DIR', type: 'directory' }, greedy: true, help: 'directories as mirrors' },
    {
      name: 'run',
      value: { name: 'COMMAND', type: 'text' },
      greedy: true,
      rest: true,
      help: 'what is run',
    },
    { name: 'no-bridge', help: 'do without the bridge' },
  ],
  exits: [
    { status: 0, when: 'done' },
    { status: 1, when: 'something failed' },
    { status: 2, when: 'the call or the input was wrong' },
  ],
  examples: [{ command: 'esp-which | esp-fixture', does: 'stands in' }],
} as const satisfies CommandSpec;
