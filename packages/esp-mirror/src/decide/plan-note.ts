/** Something that people should know. */
export interface PlanNote {
  /** `kept`: the mirror's own version stays because the source's is damaged, which makes the status 1. */
  readonly kind: 'kept' | 'warning' | 'foreign';
  readonly text: string;
}
