import t from 'tap';
import { readKeptEntries } from '../../src/gather/read-kept-entries.ts';

const text = 'title A\nlinux /vmlinuz-6.1\ninitrd /gone\n';
const boot = {
  'vmlinuz-6.1': '',
  loader: { entries: { 'a.conf': text, 'b.txt': text, 'c.conf': {}, 'd.conf': '#'.repeat(300_000) } },
};
const modules = { '6.1': {}, '6.12': {}, '6.1.5': {}, extra: {} };

t.test('a directory of its own name', async (t) => {
  const place = t.testdir({
    to: { boot, usr: { lib: { modules } } },
    boot: {},
    usr: { lib: { modules: { '6.12': {} } } },
  });
  const of = (name: string) =>
    readKeptEntries({ directory: `${place}/to`, ownName: 'to', source: `${place}/${name}`, name });
  t.strictSame(of('boot'), [
    { path: '/boot/loader/entries/a.conf', name: 'a.conf', needs: ['/boot/vmlinuz-6.1'] },
  ]);
  t.strictSame(of('usr'), [{ path: null, name: 'a.conf', needs: ['/usr/lib/modules/6.1'] }]);
});

t.test('the content of one', async (t) => {
  const place = t.testdir({ to: { boot, usr: { lib: { modules } } }, boot: {}, usr: {}, root: {} });
  const of = (name: string) =>
    readKeptEntries({
      directory: `${place}/to/${name}`,
      ownName: name,
      source: `${place}/${name}`,
      name: null,
    });
  const needs = ['/vmlinuz-6.1'];
  t.same(of('boot')[0], { path: '/loader/entries/a.conf', name: 'a.conf', needs });
  t.strictSame(of('usr'), [{ path: null, name: 'a.conf', needs: ['/lib/modules/6.1'] }]);
  const whole = { directory: `${place}/to`, ownName: 'to', source: `${place}/root`, name: null };
  t.strictSame(readKeptEntries(whole), [
    {
      path: '/boot/loader/entries/a.conf',
      name: 'a.conf',
      needs: ['/boot/vmlinuz-6.1', '/usr/lib/modules/6.1'],
    },
  ]);
});

t.test('what the source has, and a directory without entries', async (t) => {
  const place = t.testdir({ to: { boot }, boot: { 'vmlinuz-6.1': '' }, other: {} });
  const [entry] = readKeptEntries({
    directory: `${place}/to`,
    ownName: 'to',
    source: `${place}/boot`,
    name: 'boot',
  });
  t.strictSame(entry?.needs, []);
  const none = { directory: `${place}/other`, ownName: 'other', source: place, name: 'boot' };
  t.strictSame(readKeptEntries(none), []);
});
