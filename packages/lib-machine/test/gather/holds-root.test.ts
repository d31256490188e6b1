import t from 'tap';
import { holdsRoot } from '../../src/gather/holds-root.ts';

t.test('what is a root', async (t) => {
  const place = t.testdir({
    fstab: { etc: { fstab: '' } },
    release: { usr: { lib: { 'os-release': '' } } },
    bare: { etc: {}, usr: {} },
    boot: { loader: {}, efi: {} },
    copies: { etc: {} },
    empty: {},
    file: '',
  });
  for (const name of ['fstab', 'release', 'bare']) t.ok(holdsRoot(`${place}/${name}`), name);
  for (const name of ['boot', 'copies', 'empty', 'file', 'missing'])
    t.notOk(holdsRoot(`${place}/${name}`), name);
});
