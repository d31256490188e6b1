import t from 'tap';
import { makingPrefix, unfinishedAmong } from '../../src/decide/unfinished.ts';

const [a, b] = ['20210101000000aaaaaaaa', '20220101000000bbbbbbbb'];
const names = [a, `.new-${a}`, `.gone-${b}`, '.new-mine', '.gone-', '.newer', 'mine'];

t.strictSame(unfinishedAmong(names), [`.new-${a}`, `.gone-${b}`], 'what runs that were killed have left');
t.strictSame(unfinishedAmong(names, [makingPrefix]), [`.new-${a}`], 'of those that make one');
