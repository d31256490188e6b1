/** A computation in steps: whoever takes them may do something else between two of them. */
export type Steps<Result> = Generator<undefined, Result, undefined>;

/** The result of a computation whose steps are all taken at once. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
