// The call of a program for maintainers, and how it ends: with the statuses of the commands.

/** What a program of this kind is. */
export interface Served<Call> {
  readonly name: string;
  readonly usage: string;
  /** Reads the call; undefined: help is wanted. What it throws says what is wrong with the call. */
  readonly read: (args: string[]) => Call | undefined;
  /** Does what is asked for; what it throws says why it could not. */
  readonly run: (call: Call) => void;
}

/** Reads a call and carries it out. Status 0; 1 when that failed; 2 when the call was wrong, of which nothing is done. */
export function serve<Call>({ name, usage, read, run }: Served<Call>, args: string[]): number {
  const say = (error: unknown, more = '') =>
    process.stderr.write(`${name}: ${error instanceof Error ? error.message : error}\n${more}`);
  let call: Call | undefined;
  try {
    call = read(args);
  } catch (error) {
    say(error, `\n${usage}`);
    return 2;
  }
  try {
    if (call === undefined) process.stdout.write(usage);
    else run(call);
    return 0;
  } catch (error) {
    say(error);
    return 1;
  }
}
