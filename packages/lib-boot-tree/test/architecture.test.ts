import t from 'tap';
import { efiArchitecture } from '../src/architecture.ts';

t.test('what boot loaders call an architecture', async (t) => {
  t.strictSame(['x64', 'arm64', 'ia32', 'mips'].map(efiArchitecture), ['x64', 'aa64', 'ia32', null]);
});
