import type { SyncItem } from '@twinroot/lib-record';
import t from 'tap';
import { limitsOf } from '../../src/decide/deletion-limits.ts';

const item: SyncItem = {
  ...{ source: '/a', dest: ['/b'], exclude: null, delay: null, nice: null },
  ...{ ionice_class: null, ionice_level: null, rsync_opts: null },
  ...{ source_mount: null, max_delete: null, allow_empty: null },
};

t.test('the call has the last word, then the item', async (t) => {
  const cases: [asked: [number | undefined, boolean], item: Partial<SyncItem>, limits: [number, boolean]][] =
    [
      [[undefined, false], {}, [50, false]],
      [[undefined, false], { max_delete: 80, allow_empty: 'yes' }, [80, true]],
      [[undefined, false], { max_delete: 0, allow_empty: 'no' }, [0, false]],
      [[100, true], { max_delete: 10, allow_empty: 'no' }, [100, true]],
      [[0, false], { max_delete: 10 }, [0, false]],
    ];
  for (const [[percent, allow], given, [maxDelete, allowEmpty]] of cases) {
    const asked = { 'max-delete': percent, 'allow-empty': allow };
    t.strictSame(limitsOf(asked, { ...item, ...given }), { maxDelete, allowEmpty });
  }
});
