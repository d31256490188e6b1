import t from 'tap';
import { etcOrigin } from '../../src/decide/etc-origin.ts';

const [a, b] = ['20260101000000AAAAAAAA', '20260102000000BBBBBBBB'] as const;
const own = { fstype: 'btrfs', root: `/snapshots/${a}/@etc` };
const common = { fstype: 'btrfs', root: '/commons/@etc' };
const overlay = { fstype: 'overlay', root: '/' };

t.strictSame(etcOrigin(null, a, overlay), { kind: 'none' });
t.strictSame(etcOrigin(a, a, null), { kind: 'none' });
t.strictSame(etcOrigin(a, b, null), { kind: 'none' });
t.strictSame(etcOrigin(a, a, overlay), { kind: 'over', id: a });
t.strictSame(etcOrigin(a, b, overlay), { kind: 'over', id: a });
t.strictSame(etcOrigin(a, a, own), { kind: 'none' });
t.strictSame(etcOrigin(a, b, own), { kind: 'unknown' });
t.strictSame(etcOrigin(a, b, common), { kind: 'none' });
