import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { binaryOf } from '../support/binaries.ts';
import { callOnTerminal, quote } from '../support/call.ts';
import { withFullEsps } from './captured-machine.ts';

t.test('a scrub shows on a terminal how far it is, and nothing else does', async (t) => {
  const root = withFullEsps(join(t.testdir({}), 'root'));
  for (const esp of ['efi0', 'efi1']) writeFileSync(join(root, esp, 'initrd'), Buffer.alloc(300_000, 1));
  const shownBy = async (...options: readonly string[]) => {
    const { out } = await callOnTerminal(quote(binaryOf('esp-check'), '--sysroot', root, ...options));
    const shown = out.split('\r\u001b[K');
    t.match(shown.at(-1), /^#/, 'it is taken away before the records');
    return shown.slice(0, -1).filter((line) => line !== '');
  };
  const lines = await shownBy('--scrub');
  // The files of a captured machine, and not all that is on the disk where it was captured.
  t.match(lines[0], /^64 KiB of 30\d\.\d KiB: reading \/efi0$/);
  t.ok(
    lines.some((line) => line.endsWith(': reading /efi1')),
    'each member is named',
  );
  t.strictSame(await shownBy('--scrub', '--quiet'), []);
  t.strictSame(await shownBy(), []);
});
