/** What was thrown and its causes, the outermost first; a circle of causes ends where it closes. Never empty. */
export function causesOf(thrown: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let error: unknown = thrown; error !== undefined && error !== null && !chain.includes(error); ) {
    chain.push(error);
    error = error instanceof Error ? error.cause : undefined;
  }
  return chain.length === 0 ? [String(thrown)] : chain;
}
