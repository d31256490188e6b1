const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** A size in bytes for people: the largest unit of which it has at least one, with a decimal where it is not whole. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 'bytes';
  for (const larger of units) {
    // What would be shown as 1024.0 is one of the next.
    const isLess = unit === 'bytes' ? value < 1024 : Number(value.toFixed(1)) < 1024;
    if (isLess) break;
    value = Math.max(1, value / 1024);
    unit = larger;
  }
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${unit}`;
}
