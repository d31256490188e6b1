import t from 'tap';
import { firmwareArchitecture, kernelArchitectures, whyForeign } from '../../src/decide/machine-types.ts';

const [x64, ia32, aa64] = [0x8664, 0x14c, 0xaa64];

t.test('what runs where', async (t) => {
  const rows: readonly (readonly [number | null | undefined, readonly (string | null)[], boolean])[] = [
    [x64, ['x64'], true],
    [aa64, ['x64'], false],
    [ia32, ['x64'], false],
    [x64, ['aa64'], false],
    [aa64, ['aa64'], true],
    [x64, ['ia32', 'x64'], true],
    [aa64, ['ia32', 'x64'], false],
    [0x5064, ['riscv64'], true],
    [0x6264, ['loongarch64'], true],
    [0x1c2, ['arm'], true],
    [0, ['x64'], true],
    [0xebc, ['x64'], true],
    [null, ['x64'], true],
    [undefined, ['x64'], true],
    [aa64, [null], true],
    [aa64, ['a later one'], true],
  ];
  for (const [machine, architectures, expected] of rows)
    t.equal(whyForeign(machine, architectures) === null, expected, JSON.stringify([machine, architectures]));
  t.equal(whyForeign(aa64, ['x64']), 'is for aa64, and this machine is x64');
  t.equal(whyForeign(0x1234, ['x64', 'x64']), 'is for machine type 0x1234, and this machine is x64');
});

t.test('a firmware of 32 bits on a machine for x64', async (t) => {
  const of = (architecture: string | null, bits?: number | null) => ({
    host: { architecture },
    firmware: bits === undefined ? {} : { bits },
  });
  t.equal(firmwareArchitecture(of('x64', 32)), 'ia32');
  t.strictSame(kernelArchitectures(of('x64', 32)), ['ia32', 'x64']);
  for (const bits of [64, null, undefined]) t.equal(firmwareArchitecture(of('x64', bits)), 'x64');
  t.equal(firmwareArchitecture(of('arm', 32)), 'arm');
  t.equal(firmwareArchitecture(of(null, 32)), null);
});
