import t from 'tap';
import { isRegistry, registryPath } from '../../src/decide/registry-path.ts';

t.test('the registry', async (t) => {
  for (const path of [registryPath, 'loader/esp-sync', 'Loader/ESP-SYNC'])
    t.equal(isRegistry(path), true, path);
  for (const path of [
    '',
    'esp-sync',
    'loader',
    '/loader/esp-sync',
    'loader/esp-sync/a',
    'loader/esp-sync.bak',
  ])
    t.equal(isRegistry(path), false, path);
});
