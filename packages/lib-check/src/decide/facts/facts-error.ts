/** Records that are no machine: which fact is wrong, and how. */
export class FactsError extends Error {
  override readonly name = 'FactsError';
  readonly code = 'MALFORMED';
}
