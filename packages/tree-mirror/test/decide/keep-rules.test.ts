import t from 'tap';
import { type KeptEntry, keepRules } from '../../src/decide/keep-rules.ts';

const entry: KeptEntry = {
  path: '/boot/loader/entries/a.conf',
  name: 'a.conf',
  needs: ['/boot/vmlinuz-6.1'],
};

t.test('files of entries that stay are kept', async (t) => {
  for (const [opts, isKept] of [
    [['-a', '--delete'], false],
    [['-a', '--exclude=/boot/loader'], false],
    [['-a', '--delete', '--exclude=/boot/loader'], true],
    [['-a', '--delete', '--exclude=- /boot/loader/'], true],
    [['-a', '--delete-after', '--exclude=loader/***'], true],
    [['-a', '--delete', '--exclude=entries'], true],
    [['-a', '--delete', '--exclude=*.conf'], true],
    [['-a', '--delete', '--exclude=/boot/lo?der/entries/[ab].conf'], true],
    [['-a', '--delete', '--exclude=/loader'], false],
    [['-a', '--delete', '--exclude=/boot/loader/entries/b.conf'], false],
    [['-a', '--delete', '--exclude=/boot/load'], false],
    [['-a', '--delete', '--exclude=oader'], false],
    [['-a', '--delete', '--exclude=a(b'], false],
    [['-a', '--delete', '--filter=P loader'], true],
    [['-aF', '--delete'], true],
  ] as const) {
    const { options, files } = keepRules(opts, [entry]);
    t.strictSame(options, isKept ? ['--filter=P /boot/vmlinuz-6.1'] : [], opts.join(' '));
    t.strictSame(files, isKept ? ['/boot/vmlinuz-6.1'] : [], opts.join(' '));
  }
});

t.test('an entry that the copy does not reach stays; each file is kept once', async (t) => {
  const other = {
    ...entry,
    path: null,
    name: 'b.conf',
    needs: ['/usr/lib/modules/6.1', '/boot/vmlinuz-6.1'],
  };
  t.strictSame(keepRules(['--delete'], [other, other]), {
    options: ['--filter=P /usr/lib/modules/6.1', '--filter=P /boot/vmlinuz-6.1'],
    entries: ['b.conf', 'b.conf'],
    files: ['/usr/lib/modules/6.1', '/boot/vmlinuz-6.1'],
  });
  t.strictSame(keepRules(['--delete'], [{ ...other, needs: [] }]).options, []);
});

t.test('names with wildcards', async (t) => {
  const rules = keepRules(['--delete'], [{ ...entry, path: null, needs: ['/a*[b]\\c', '/d\\e'] }]);
  t.strictSame(rules.options, ['--filter=P /a\\*\\[b]\\\\c', '--filter=P /d\\e']);
});
