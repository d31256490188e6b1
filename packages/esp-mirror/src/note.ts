/** Something that a person should hear of. */
export interface Note {
  /** `kept`: the mirror's own version stays because the source's is damaged, which makes the status 1. */
  readonly kind: 'kept' | 'warning' | 'foreign';
  readonly text: string;
}
