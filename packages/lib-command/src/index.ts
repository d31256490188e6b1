export { CommandError, type ExitStatus, exitStatus, failed, no, wrong } from './command-error.ts';
export type { Context, Messages, Run } from './context.ts';
export { execute } from './execute.ts';
export { Interruption, ReaderGone } from './failure.ts';
export { type CallableCommand, type MultiCall, runMultiCall } from './multi-call.ts';
export { runCommand } from './run-command.ts';
export type {
  CommandSpec,
  OperandSpec,
  OptionSpec,
  OptionValue,
  ParsedOption,
  ParsedOptions,
  ValueType,
} from './spec.ts';
export type { Surroundings } from './surroundings.ts';
export { version } from './version.ts';
