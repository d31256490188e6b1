const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** A size in bytes for people: the largest unit of which it has at least one, with a decimal where it is not whole. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 'bytes';
  for (const larger of units) {
    if (value < 1024) break;
    value /= 1024;
    unit = larger;
  }
  return `${Number.isInteger(value) ? value : value.toFixed(1)} ${unit}`;
}
