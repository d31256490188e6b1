import t from 'tap';
import { gzipHeaderLength } from '../../src/decide/gzip-header.ts';

const head = (flag: number, method = 8) => Buffer.from([0x1f, 0x8b, method, flag, 0, 0, 0, 0, 0, 3]);
const cases: readonly [what: string, bytes: Buffer, length: number | null][] = [
  ['nothing more', Buffer.concat([head(0), Buffer.from('data')]), 10],
  ['a name, as gzip(1) writes it', Buffer.concat([head(8), Buffer.from('initrd\0data')]), 17],
  ['a name and a comment', Buffer.concat([head(24), Buffer.from('a\0bc\0data')]), 15],
  ['extra bytes', Buffer.concat([head(4), Buffer.from([3, 0, 1, 0, 2]), Buffer.from('data')]), 15],
  ['all of them, and a sum', Buffer.concat([head(30), Buffer.from([1, 0, 9]), Buffer.from('a\0b\0ss')]), 19],
  ['another method', head(0, 7), null],
  ['a name without an end', Buffer.concat([head(8), Buffer.from('initrd')]), null],
  ['extra bytes that are cut', Buffer.concat([head(4), Buffer.from([9, 0, 1])]), null],
  ['extra bytes without their length', Buffer.concat([head(4), Buffer.from([9])]), null],
  ['half a head', head(0).subarray(0, 6), null],
  ['nothing', Buffer.alloc(0), null],
];

for (const [what, bytes, length] of cases) t.equal(gzipHeaderLength(bytes), length, what);
