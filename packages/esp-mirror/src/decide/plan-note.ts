/** Something that people should know. */
export interface PlanNote {
  /**
   * `kept`: the mirror's own version stays because the source's is damaged or being written, which makes the status 1. `foreign`:
   * only the mirror has it, and it stays.
   */
  readonly kind: 'kept' | 'warning' | 'foreign';
  readonly text: string;
  /** The entry that it is about, when it is about one. */
  readonly path?: string;
}
