import t from 'tap';
import { treeOf } from '../../../lib-boot-tree/test/tree-of.ts';
import { asRecorded } from '../../src/decide/as-recorded.ts';
import { found, hashed, registryOf } from '../registries.ts';

const tree = (files: Readonly<Record<string, string>>) => hashed(treeOf(files));
const files = { linux: 'MZ', 'loader/entries/a.conf': 'linux /linux\n', 'loader/loader.conf': 'timeout 3\n' };
const { files: lines } = registryOf(found(tree(files)));

t.test('what is damaged is as it was recorded', async (t) => {
  const sizes = (now: Readonly<Record<string, string>>, recorded = lines) =>
    Object.fromEntries(
      asRecorded(found(tree(now)), tree(now), recorded).map(({ path, size }) => [path, size]),
    );
  t.match(sizes({ ...files, linux: '' }), { LINUX: 2 }, 'an empty kernel');
  t.match(
    sizes({ ...files, 'loader/entries/a.conf': '' }),
    { 'LOADER/ENTRIES/A.CONF': 13 },
    'an empty entry',
  );
  t.match(sizes({ ...files, linux: 'MZ 2' }), { LINUX: 4 }, 'another one is somebody’s work');
  t.match(
    sizes({ ...files, 'loader/loader.conf': '' }),
    { 'LOADER/LOADER.CONF': 0 },
    'a file that may be empty',
  );
  t.match(sizes({ ...files, linux: '' }, []), { LINUX: 0 }, 'nothing was recorded');
});
