export { type CallableCommand, readyCommand } from './act/execute.ts';
export { createMeter, type Meter } from './act/meter.ts';
export { type MultiCall, runMultiCall, type Welcome, type WelcomeAnswer } from './act/multi-call.ts';
export { runCommand } from './act/run-command.ts';
export type { Context, Messages, Run } from './context.ts';
export { CommandError, type ExitStatus, exitStatus, failed, no, wrong } from './decide/command-error.ts';
export { cutText } from './decide/cut-text.ts';
export { Interruption, ReaderGone } from './decide/interruption.ts';
export type { Surroundings } from './gather/surroundings.ts';
export type {
  CommandSpec,
  OperandSpec,
  OptionSpec,
  OptionValue,
  ParsedOption,
  ParsedOptions,
  ValueType,
} from './spec.ts';
export { version } from './version.ts';
