/** How many generations stay, as it was given; null: it is no count, or less than 1. */
export function keepCount(given: string): number | null {
  return /^[1-9]\d{0,8}$/.test(given) ? Number(given) : null;
}
