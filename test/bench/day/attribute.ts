/** Something that was done to what is watched, and that counts. Times here are seconds since 1970. */
export interface Change {
  /** What is watched: `esp`, or the SOURCE of a sync item. */
  readonly key: string;
  readonly begin: number;
  readonly end: number;
}

/** A run of a consumer: of esp-mirror, tree-mirror or rsync. */
export interface Run {
  readonly key: string;
  readonly begin: number;
  /** Infinity while it runs. */
  readonly end: number;
  /** Null while it runs. */
  readonly status: number | null;
}

/** A line that the journal would get. */
export interface Line {
  readonly at: number;
  readonly text: string;
}

/** How long an event, or a line, may be on its way, in seconds. */
export interface Slack {
  /** From a change until whoever watches has been told. */
  readonly event: number;
  /** From the end of a run until its last line is here. */
  readonly line: number;
}

/**
 * The runs that nothing explains. Explained is the first run of a key, by the start; one after a run that failed, which is to be
 * repeated; and one before which something changed that the run before may not have seen.
 */
export function runsWithoutCause(
  changes: readonly Change[],
  runs: readonly Run[],
  slack: Slack,
): readonly Run[] {
  return [...byKey(runs)].flatMap(([key, own]) =>
    own.filter((run, index) => {
      const before = own[index - 1];
      if (before === undefined || hasFailed(before)) return false;
      return !changes.some(
        (change) =>
          change.key === key && change.end >= before.begin - slack.event && change.begin <= run.begin,
      );
    }),
  );
}

/**
 * The lines that nothing explains. Explained is what is said from a change until the run that it caused has ended, from a run that
 * failed until the next one has ended, in a run that is explained, and up to the end of the first run of each key.
 */
export function linesWithoutCause(
  changes: readonly Change[],
  runs: readonly Run[],
  lines: readonly Line[],
  slack: Slack,
): readonly Line[] {
  const groups = byKey(runs);
  const unexplained = new Set(runsWithoutCause(changes, runs, slack));
  const ends = (run: Run | undefined) => (run?.end ?? Number.POSITIVE_INFINITY) + slack.line;
  const spans = [...groups].flatMap(([key, own]) => [
    ...own.map((run, index) => ({
      from: index === 0 ? Number.NEGATIVE_INFINITY : run.begin,
      to: unexplained.has(run)
        ? Number.NEGATIVE_INFINITY
        : hasFailed(run)
          ? ends(own[index + 1])
          : run.end + slack.line,
    })),
    ...changes
      .filter((change) => change.key === key)
      .map(({ begin, end }) => ({
        from: begin,
        to: ends(own.find((run) => run.begin >= end - slack.event)),
      })),
  ]);
  return lines.filter(({ at }) => !spans.some(({ from, to }) => from <= at && at <= to));
}

function hasFailed({ status }: Run): boolean {
  return status !== null && status !== 0;
}

function byKey(runs: readonly Run[]): ReadonlyMap<string, readonly Run[]> {
  return Map.groupBy(
    runs.toSorted((one, other) => one.begin - other.begin),
    ({ key }) => key,
  );
}
