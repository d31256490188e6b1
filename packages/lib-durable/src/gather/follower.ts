/** Who follows how far a file is, and may end it in the middle. */
export interface Follower {
  /** Called with so many bytes that were written or read back since it was called before: of a large file often, of others once. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** Looked at after each piece of a large file: its reason is thrown, and the file gets no name. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Tells of a piece.
 *
 * @throws the reason of an aborted signal, as it is
 */
export function tellPiece({ onBytes, signal }: Follower, bytes: number): void {
  onBytes?.(bytes);
  signal?.throwIfAborted();
}

/**
 * Waits for both, also when one fails: what they use (a file, a buffer) may then be used for something else.
 *
 * @throws what the first of them threw, or else the other
 */
export async function bothOf<One, Other>(
  one: Promise<One>,
  other: Promise<Other>,
): Promise<readonly [One, Other]> {
  await Promise.allSettled([one, other]);
  return [await one, await other];
}
