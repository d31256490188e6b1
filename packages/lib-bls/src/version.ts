/**
 * Compares two versions: negative when `a` is older, 0 when they are equal, positive when `a` is newer.
 *
 * Source: UAPI.10 Version Format Specification (systemd's strverscmp_improved): characters outside
 * `[a-zA-Z0-9-.~^]` only separate; `~` sorts before everything, the end included; then the end of the string,
 * `-`, `^`, `.`; digits compare as numbers, letters as ASCII with capitals first.
 */
export function compareVersions(a: string, b: string): number {
  let left = a;
  let right = b;
  for (;;) {
    left = left.replace(/^[^a-zA-Z0-9\-.~^]+/, '');
    right = right.replace(/^[^a-zA-Z0-9\-.~^]+/, '');
    for (const mark of ['~', '', '-', '^', '.']) {
      const inLeft = mark === '' ? left === '' : left.startsWith(mark);
      const inRight = mark === '' ? right === '' : right.startsWith(mark);
      if (inLeft && inRight && mark === '') return 0;
      if (inLeft !== inRight) return inLeft ? -1 : 1;
      if (inLeft) {
        left = left.slice(1);
        right = right.slice(1);
      }
    }
    const digits = /^\d/.test(left) || /^\d/.test(right);
    const pattern = digits ? /^\d*/ : /^[a-zA-Z]*/;
    const [wordLeft = ''] = pattern.exec(left) ?? [];
    const [wordRight = ''] = pattern.exec(right) ?? [];
    const order = digits ? compareNumbers(wordLeft, wordRight) : compareWords(wordLeft, wordRight);
    if (order !== 0) return order;
    left = left.slice(wordLeft.length);
    right = right.slice(wordRight.length);
  }
}

function compareNumbers(a: string, b: string): number {
  // A number is newer than no number at all; leading zeros do not count.
  if (a === '' || b === '') return a.length - b.length;
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return left.length - right.length || compareWords(left, right);
}

function compareWords(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
