import type { SyncItem } from '@twinroot/lib-record';
import t from 'tap';
import { askedLimits, limitsOf } from '../../src/decide/deletion-limits.ts';

const item: SyncItem = {
  ...{ source: '/a', dest: ['/b'], exclude: null, delay: null, nice: null },
  ...{ ionice_class: null, ionice_level: null, rsync_opts: null },
  ...{ source_mount: null, max_delete: null, allow_empty: null },
};

t.test('the call has the last word, then the item', async (t) => {
  const cases: [asked: [string | undefined, boolean], item: Partial<SyncItem>, limits: [number, boolean]][] =
    [
      [[undefined, false], {}, [50, false]],
      [[undefined, false], { max_delete: 80, allow_empty: 'yes' }, [80, true]],
      [[undefined, false], { max_delete: 0, allow_empty: 'no' }, [0, false]],
      [['100', true], { max_delete: 10, allow_empty: 'no' }, [100, true]],
      [['0', false], { max_delete: 10 }, [0, false]],
      [['7%', false], {}, [7, false]],
    ];
  for (const [[text, allow], given, [maxDelete, allowEmpty]] of cases) {
    const asked = askedLimits({ 'max-delete': text, 'allow-empty': allow });
    t.strictSame(limitsOf(asked, { ...item, ...given }), { maxDelete, allowEmpty });
  }
});

t.test('what is no percentage', async (t) => {
  for (const text of ['', '101', '-1', '0.5', '1e1', '0x10', 'half', ' 5', '50%%'])
    t.throws(() => askedLimits({ 'max-delete': text, 'allow-empty': false }), { name: 'CommandError' }, text);
});
