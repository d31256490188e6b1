const flags = { headerSum: 2, extra: 4, name: 8, comment: 16 } as const;

/**
 * How long the head of a gzip member is: what is behind it is deflated (RFC 1952, section 2.3).
 *
 * @returns null when it is cut, or not deflated
 */
export function gzipHeaderLength(bytes: Buffer): number | null {
  const [, , method, flag = 0] = bytes;
  if (method !== 8) return null;
  let at = 10;
  if ((flag & flags.extra) !== 0) {
    if (bytes.length < at + 2) return null;
    at += 2 + bytes.readUInt16LE(at);
  }
  for (const text of [flags.name, flags.comment]) {
    if ((flag & text) === 0) continue;
    const end = bytes.indexOf(0, at);
    if (end === -1) return null;
    at = end + 1;
  }
  if ((flag & flags.headerSum) !== 0) at += 2;
  return at <= bytes.length ? at : null;
}
