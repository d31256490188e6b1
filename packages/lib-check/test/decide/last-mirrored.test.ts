import t from 'tap';
import { lastMirroredOf } from '../../src/decide/last-mirrored.ts';
import { file, member } from '../machine-fixture.ts';

t.test('by the time of the registry', async (t) => {
  t.equal(lastMirroredOf(member('a', { files: { 'loader/esp-sync': file(5, { mtime: 7 }) } })), 7);
  t.equal(lastMirroredOf(member('a', { files: { 'loader/esp-sync': null } })), null);
});
