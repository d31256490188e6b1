import type { RecordTable } from '@twinroot/lib-record';
import type { ExitStatus } from './decide/command-error.ts';

/**
 * How the value of an option is read: `seconds` is a decimal number, `percent` an integer from 0 to 100, with a percent sign or
 * without; anything else is refused.
 */
export type ValueType = 'text' | 'directory' | 'file' | NumberType;

/** Those whose value is a number. */
export type NumberType = 'seconds' | 'percent';

/** One option of a command. */
export interface OptionSpec {
  /** Long name without its dashes. */
  readonly name: string;
  /** One letter. */
  readonly short?: string;
  /** Absent: a flag. */
  readonly value?: {
    /** As it stands in help, in upper case. */
    readonly name: string;
    readonly type: ValueType;
    /** The closed list of values, where there is one. */
    readonly values?: readonly string[];
    /** The value when the option is not given, as it would be written. */
    readonly byDefault?: string;
  };
  /** May be given several times; its values are a list. */
  readonly repeatable?: true;
  /** Takes all values that follow, up to the next option (`--to DIR…`); implies repeatable. */
  readonly greedy?: true;
  /** With greedy: what follows is all its own, words that look like options too (`--exec COMMAND…`). */
  readonly rest?: true;
  /** One phrase without a full stop, for help, man page and completions. */
  readonly help: string;
}

/** The operands of a command. */
export interface OperandSpec {
  /** As it stands in help, in upper case; of a fixed number all names, `OLD NEW`. */
  readonly name: string;
  readonly type: ValueType;
  readonly min: number;
  /** Infinity: any number. */
  readonly max: number;
  /** The first one is a command: whatever follows belongs to it, options too, as with env(1). */
  readonly isCommand?: true;
  readonly help: string;
}

/** The interface of a command, as data: parsing, help, man page and completions come from it. */
export interface CommandSpec {
  readonly name: string;
  /** One phrase without a full stop: NAME of the man page. */
  readonly summary: string;
  /** The record type on standard input; absent when the command reads none. */
  readonly reads?: {
    readonly table: RecordTable;
    /** A pipeline that is meant, for the message when standard input is a terminal. */
    readonly pipeline: string;
    /** An option that makes the command read no records (`from`). */
    readonly unless?: string;
  };
  /**
   * It is a filter: it reads a text on standard input and writes it again, with some of it rewritten; records only where they
   * are asked for.
   */
  readonly filters?: {
    /** What it reads: `an fstab`. */
    readonly text: string;
    /** A call that is meant, for the message when standard input is a terminal. */
    readonly call: string;
    /** Whatever is not such a text is refused; without this, it is written as it is. */
    readonly strict?: true;
  };
  /** The record types on standard output, the usual one first; columns of `-o` are the first one's. */
  readonly writes: readonly [RecordTable, ...RecordTable[]];
  /** Options, flags, with which another one of these is written, whose are the columns of `-o` then. */
  readonly instead?: Readonly<Record<string, RecordTable>>;
  /** The command changes something: it has `-n/--dry-run`, which writes records of `plan`. */
  readonly changes?: { readonly plan: RecordTable };
  /**
   * It runs for as long as it is let: it writes a group for each change and ends each with an empty line at once,
   * and a signal is how it ends, so that its status is the one that it returns.
   */
  readonly streams?: true;
  readonly operands?: OperandSpec;
  /** Options beyond those that every command has. */
  readonly options: readonly OptionSpec[];
  /** When each status is returned, for EXIT STATUS; 0, 1 and 2 are required. */
  readonly exits: readonly { readonly status: ExitStatus; readonly when: string }[];
  readonly examples: readonly { readonly command: string; readonly does: string }[];
}

type ValueOf<O extends OptionSpec> = O extends { readonly value: { readonly type: NumberType } }
  ? number
  : string;

/** The value that an option has after parsing. */
export type ParsedOption<O extends OptionSpec> = O extends
  | { readonly repeatable: true }
  | { readonly greedy: true }
  ? readonly ValueOf<O>[]
  : O extends { readonly value: { readonly byDefault: string } }
    ? ValueOf<O>
    : O extends { readonly value: object }
      ? ValueOf<O> | undefined
      : boolean;

/** The parsed options of a command, by long name. */
export type ParsedOptions<S extends CommandSpec> = {
  readonly [O in S['options'][number] as O['name']]: ParsedOption<O>;
};

/** What parsing makes of any option: undefined where an option with a value was not given. */
export type OptionValue = boolean | string | number | readonly string[] | readonly number[] | undefined;
