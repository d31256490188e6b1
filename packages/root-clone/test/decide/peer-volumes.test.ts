import { createIdMap, inverseOf } from '@twinroot/lib-idmap';
import t from 'tap';
import { withoutPeerVolumes, withPeerVolumes } from '../../src/decide/peer-volumes.ts';
import { mapOf } from '../machine-fixture.ts';

const ids = mapOf('UUID=a UUID=b', 'PARTUUID=pa PARTUUID=pb');
const inverse = createIdMap(inverseOf(ids.pairs));
const own = (id: string) => `root UUID=${id} /key luks,initramfs\n`;

t.test('volumes of the other disk', async (t) => {
  const cases: [what: string, source: string, clone: string][] = [
    ['nothing', '', ''],
    ['its own alone', own('a'), own('b')],
    ['the other one, too', `${own('a')}x UUID=b /k luks,nofail\n`, `${own('b')}x UUID=a /k luks,nofail\n`],
    ['before its own', `x UUID=b /k noauto\n${own('a')}`, `x UUID=a /k noauto\n${own('b')}`],
    ['by its PARTUUID', 'x PARTUUID=pb none nofail', 'x PARTUUID=pa none nofail'],
    ['one that the boot waits for', 'x UUID=b /k luks\n', 'x UUID=b /k luks\n'],
    ['its own, which may fail', 'x UUID=a /k nofail\n', 'x UUID=b /k nofail\n'],
    ['of a third disk', 'x UUID=c /k nofail\n', 'x UUID=c /k nofail\n'],
    ['in a comment', '# x UUID=b /k nofail\n', '# x UUID=b /k nofail\n'],
  ];
  for (const [what, source, clone] of cases) {
    const rewritten = source.replaceAll('UUID=a', 'UUID=b').replaceAll('PARTUUID=pa', 'PARTUUID=pb');
    t.equal(withPeerVolumes(source, rewritten, ids, inverse), clone, what);
    const back = clone
      .replaceAll('UUID=b', 'UUID=-')
      .replaceAll('UUID=a', 'UUID=b')
      .replaceAll('UUID=-', 'UUID=a');
    if (source.includes('UUID=a') && source.includes('UUID=b'))
      t.equal(back, source, `${what}: either disk has what the other has`);
  }
});

t.test('a map by which what is new is old, too', async (t) => {
  const chain = mapOf('UUID=a UUID=b', 'UUID=b UUID=c');
  const turned = createIdMap(inverseOf(chain.pairs));
  t.equal(withPeerVolumes('x UUID=b /k nofail', 'x UUID=c /k nofail', chain, turned), 'x UUID=c /k nofail');
});

t.test('without them', async (t) => {
  const cases: [clone: string, wanted: string][] = [
    ['', ''],
    [own('b'), own('b')],
    [`${own('b')}x UUID=a /k luks,nofail\n# c\n`, `${own('b')}# c\n`],
    [`x UUID=a /k noauto\r\n${own('b')}`, own('b')],
    [`${own('b')}x UUID=a /k nofail`, own('b')],
    ['x UUID=a /k luks\n', 'x UUID=a /k luks\n'],
    ['x UUID=c /k nofail\n', 'x UUID=c /k nofail\n'],
  ];
  for (const [clone, wanted] of cases) t.equal(withoutPeerVolumes(clone, ids), wanted, clone);
});
