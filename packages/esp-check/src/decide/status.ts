import type { Judgement } from '@twinroot/lib-check';

/**
 * The status of a judgement: 0 when each member boots, 32 when one would not, 1 when of one it is not known.
 *
 * @param isStrict what is not known is a no
 */
export function statusOf(judgements: readonly Judgement[], isStrict: boolean): 0 | 1 | 32 {
  const states = judgements.map(({ verdict }) => verdict.state);
  // Of no member at all, none boots.
  if (states.length === 0 || states.includes('fail')) return 32;
  if (!states.includes('unknown')) return 0;
  return isStrict ? 32 : 1;
}
