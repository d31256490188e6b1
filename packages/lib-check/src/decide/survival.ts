/**
 * What becomes of a device, an array or a file system when disks are lost. `degraded`: a redundant one is there without some of its
 * parts, which has to be allowed to start.
 */
export type Survival =
  | { readonly kind: 'whole' }
  | { readonly kind: 'degraded'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string }
  | { readonly kind: 'lost'; readonly why: string };

export const whole: Survival = { kind: 'whole' };

const order = ['whole', 'degraded', 'unknown', 'lost'] as const;

/** What becomes of something that needs all of these. */
export function worstOf(parts: readonly Survival[]): Survival {
  return parts.reduce<Survival>(
    (worst, part) => (order.indexOf(part.kind) > order.indexOf(worst.kind) ? part : worst),
    whole,
  );
}

/**
 * What becomes of something redundant over parts, of which so many may be gone.
 *
 * @param name of the whole, as messages call it
 */
export function redundant(name: string, parts: readonly Survival[], most: number): Survival {
  const lost = parts.filter(({ kind }) => kind === 'lost');
  const unknown = parts.find((part) => part.kind === 'unknown');
  if (lost.length > most)
    return { kind: 'lost', why: `${name} loses ${lost.length} of its ${parts.length} parts` };
  if (unknown !== undefined && lost.length + 1 > most) return unknown;
  const degraded = parts.find((part) => part.kind === 'degraded');
  if (lost.length > 0)
    return { kind: 'degraded', why: `${name} loses ${lost.length} of its ${parts.length} parts` };
  return degraded ?? whole;
}
