import t from 'tap';
import { entryTokenOf } from '../../src/decide/entry-token.ts';

const none = { token: null, machineId: null, osRelease: null };
const id = '0123456789abcdef0123456789abcdef';

t.test('the first that says it', async (t) => {
  const all = { token: 'mine\n', machineId: `${id}\n`, osRelease: 'NAME=x\nID="debian"\n' };
  t.equal(entryTokenOf(all), 'mine');
  t.equal(entryTokenOf({ ...all, token: null }), id);
  t.equal(entryTokenOf({ ...all, token: '', machineId: 'uninitialized\n' }), 'debian');
  t.equal(entryTokenOf({ ...none, osRelease: 'ID=alpine' }), 'alpine');
  t.equal(entryTokenOf({ ...none, osRelease: "VERSION_ID=3\nID='arch'\n" }), 'arch');
});

t.test('what is no name', async (t) => {
  t.equal(entryTokenOf(none), null);
  for (const token of ['../other', '.hidden', 'a/b', 'a b', ' \n'])
    t.equal(entryTokenOf({ ...none, token }), null, token);
  t.equal(entryTokenOf({ ...none, osRelease: 'ID="debian\n' }), null);
});
