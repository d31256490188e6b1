/** Something that is not done, because it must not be or makes no sense: an answer, where a failure would be thrown. */
export interface Refusal {
  readonly kind: 'refused';
  /** A clause or a sentence for the user. */
  readonly reason: string;
}

/** A refusal for this reason. */
export function refused(reason: string): Refusal {
  return { kind: 'refused', reason };
}
