/** Something that people should know. */
export interface PlanNote {
  /**
   * `kept`: the mirror's own version stays because the source's is damaged or being written, which makes the status 1. `lost`: the
   * mirror loses what it had whole, because the source's is damaged, which does so, too. `foreign`: only the mirror has it, and it
   * stays.
   */
  readonly kind: 'kept' | 'lost' | 'warning' | 'foreign';
  readonly text: string;
  /** The entry that it is about, when it is about one. */
  readonly path?: string;
}
