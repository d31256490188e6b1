import t from 'tap';
import { unlike } from '../../src/decide/unlike.ts';

const source = { kind: 'local', root: '/' } as const;
const usual = { subvolumes: [], swapFiles: [], defaultSubvolume: null } as const;
const entry = {
  path: '/boot/loader/entries/a.conf',
  kind: 'entry',
  text: 'title a\noptions resume_offset=7\n',
} as const;

t.test('what a clone will not have as its source has it', async (t) => {
  t.strictSame(unlike(usual, source, [entry]), [], 'without a swap file nobody looks there');
  const swapFiles = [{ path: '/swapfile', bytes: 4096, offset: 8 }];
  t.match(unlike({ ...usual, swapFiles }, source, [entry]), [/^\/boot\/loader\/entries\/a\.conf .*line 2/]);
  t.match(unlike({ ...usual, defaultSubvolume: 'other' }, source, []), [/default subvolume/]);
  const snapshot = (path: string, isReadOnly: boolean) => ({ path, holder: '/', isReadOnly });
  const subvolumes = [
    snapshot('/.snapshots/1', true),
    snapshot('/.snapshots/2', true),
    snapshot('/db', false),
  ];
  t.match(unlike({ ...usual, subvolumes }, source, []), [/^\/\.snapshots\/1 and 1 more/]);
});
