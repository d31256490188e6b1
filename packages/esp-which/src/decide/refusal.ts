/** Something that cannot be done as it was asked for. */
export interface Refusal {
  readonly kind: 'refused';
  readonly reason: string;
}

export function refused(reason: string): Refusal {
  return { kind: 'refused', reason };
}
