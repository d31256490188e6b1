import t from 'tap';
import { revokedBy } from '../../../src/decide/checks/secure-boot.ts';
import { found } from '../../findings-of.ts';
import { firmware, machine } from '../../machine-fixture.ts';

t.test('SBAT: the first component that is older than the level wants', async (t) => {
  const level = 'sbat,1,2024010900\nshim,4\ngrub,3\n';
  t.strictSame(revokedBy('sbat,1,x\nshim,2,UEFI shim\n', level), { component: 'shim', has: 2, wants: 4 });
  t.equal(revokedBy('sbat,1,x\nshim,4,UEFI shim\ngrub.debian,1\n', level), null);
  t.equal(revokedBy('sbat,1,x\0\0', level), null);
  t.equal(revokedBy(null, level), null);
  t.equal(revokedBy('shim,1', null), null);
});

t.test('where it is off, or nobody knows, nothing follows', async (t) => {
  t.equal(found(machine(), 'b', 'secure-boot'), 'ok: Secure Boot is off');
  t.match(found(machine({ firmware: firmware({ isSecureBoot: null }) }), 'b', 'secure-boot'), /^ok: whether/);
});
