import t from 'tap';
import { rootOptions } from '../src/root-options.ts';

t.test('mount options for another file system', async (t) => {
  const none = new Map<string, string>();
  const fresh = new Map([['subvol=@', 'subvol=@b']]);
  const cases: [field: string, rules: Parameters<typeof rootOptions>[1], wanted: string][] = [
    [
      'noatime,subvol=@,context="a,b"',
      { isOther: true, subvolume: null, fresh: none },
      'noatime,context="a,b"',
    ],
    ['subvol=@', { isOther: true, subvolume: '/@', fresh: none }, ''],
    ['subvol=@,compress=zstd', { isOther: true, subvolume: null, fresh }, 'subvol=@b'],
    ['subvol=@b', { isOther: true, subvolume: null, fresh }, 'subvol=@b'],
    ['ssd,subvol=@', { isOther: false, subvolume: null, fresh }, 'ssd,subvol=@b'],
    ['subvolid=256,subvol=@', { isOther: false, subvolume: '/@', fresh: none }, 'subvol=@'],
    ['subvolid=256', { isOther: false, subvolume: '/@', fresh: none }, 'subvol=/@'],
    ['subvolid=256', { isOther: false, subvolume: null, fresh: none }, 'subvolid=256'],
    ['rw,,noatime', { isOther: true, subvolume: null, fresh: none }, 'rw,,noatime'],
    ['', { isOther: true, subvolume: null, fresh: none }, ''],
  ];
  for (const [field, rules, wanted] of cases) t.equal(rootOptions(field, rules), wanted, field);
});
