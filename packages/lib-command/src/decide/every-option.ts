import type { RecordTable } from '@twinroot/lib-record';
import type { CommandSpec, OptionSpec } from '../spec.ts';
import { optionsKey } from './options-file.ts';

/** The options that every command has, in the order of its help. */
export const everyOption = [
  {
    name: 'sysroot',
    value: { name: 'DIR', type: 'directory' },
    help: 'examine the machine below DIR instead of /',
  },
  { name: 'json', short: 'J', help: 'write JSON Lines instead of a table' },
  {
    name: 'output',
    short: 'o',
    value: { name: 'COLUMNS', type: 'text' },
    help: 'write these columns, separated by commas; with a leading +, in addition to the usual ones',
  },
  {
    name: 'human',
    help: 'write records for people: sizes in units, and why and what to do in words below each; no command reads it',
  },
  { name: 'no-header', help: 'do not write the header line' },
  { name: 'quiet', short: 'q', help: 'report only errors and warnings' },
  { name: 'verbose', short: 'v', help: 'report on standard error what is done' },
  { name: 'help', short: 'h', help: 'show this help and exit' },
  { name: 'version', short: 'V', help: 'show the version and exit' },
] as const satisfies readonly OptionSpec[];

/** The option of every command that changes something. */
export const dryRunOption = {
  name: 'dry-run',
  short: 'n',
  help: 'write what would be done as records, but do nothing',
} as const satisfies OptionSpec;

/** The option of the commands that units and hooks run. */
export const optionsOption = {
  name: 'options',
  value: { name: 'FILE', type: 'file' },
  help: 'also use the options that FILE has for this command, if it exists; they count more than those given here',
} as const satisfies OptionSpec;

/** All options of a command: its own, then those that every command has. */
export function optionsOf(spec: CommandSpec): readonly OptionSpec[] {
  const dryRun = spec.changes ? [dryRunOption] : [];
  const options = optionsKey(spec.name) === null ? [] : [optionsOption];
  return [...spec.options, ...dryRun, ...options, ...everyOption];
}

/** The record types that a command can write, the usual one first. */
export function tablesOf(spec: CommandSpec): readonly RecordTable[] {
  const plan = spec.changes?.plan;
  const known = spec.writes.some((table) => table.schema === plan?.schema);
  return plan === undefined || known ? spec.writes : [...spec.writes, plan];
}
