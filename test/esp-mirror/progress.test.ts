import { join } from 'node:path';
import t from 'tap';
import { entry, program, writeTree } from '../fixtures/boot-tree.ts';
import { call, callOnTerminal, quote } from '../support/call.ts';
import { espMirrorBinary } from '../support/esp-mirror-call.ts';

t.test('progress is for a terminal only', async (t) => {
  const root = t.testdir();
  const source = join(root, 'source');
  const parts = Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => [`part-${index}`, Buffer.alloc(300_000, index)]),
  );
  const menu = { 'loader/entries/one.conf': 'title one\nlinux /vmlinuz\n' };
  writeTree(source, { ...menu, vmlinuz: program('kernel', 3_000_000), ...parts });
  let count = 0;
  /** Arguments to mirror to a mirror that is empty. */
  const anew = () => {
    count += 1;
    const mirror = join(root, `mirror-${count}`);
    writeTree(mirror, {});
    return { mirror, args: ['--checksum', '--from', source, '--to', mirror] };
  };
  const shown = anew();
  const { out, status } = await callOnTerminal(quote(espMirrorBinary, ...shown.args));
  t.equal(status, 0);
  const lines = out.split('\r\u001b[K');
  t.ok(
    lines.some((line) => /^[0-9.]+ (bytes|[KM]iB): reading \//.test(line)),
    out,
  );
  t.ok(
    lines.some((line) => /^[0-9.]+ (bytes|[KM]iB) of 6\.3 MiB: copying to \//.test(line)),
    out,
  );
  t.match(lines.at(-1), /^#MIRROR /, 'it is taken away before the result');

  const narrow = await callOnTerminal(`stty columns 30; ${quote(espMirrorBinary, ...anew().args)}`);
  const narrowLines = narrow.out.split('\r\u001b[K').slice(1, -1);
  t.ok(narrowLines.length >= 2);
  t.strictSame(
    narrowLines.filter((line) => line.length > 29),
    [],
    'it does not wrap on a narrow one',
  );

  const quiet = await callOnTerminal(quote(espMirrorBinary, '--quiet', ...anew().args));
  t.equal(quiet.status, 0);
  t.notMatch(quiet.out, /copying|reading/);

  const piped = await call(espMirrorBinary, anew().args);
  t.match(piped, { status: 0, err: '' });
  const dumb = await callOnTerminal(quote(espMirrorBinary, ...anew().args), { env: { TERM: 'dumb' } });
  t.notMatch(dumb.out, /copying|reading/);
});

t.test('of one large file it shows each piece', async (t) => {
  const root = t.testdir();
  const source = join(root, 'source');
  writeTree(source, {
    'initrd.img': Buffer.alloc(12 * 2 ** 20, 1),
    vmlinuz: program('kernel'),
    'loader/entries/one.conf': entry('One', '/vmlinuz', '/initrd.img'),
  });
  for (const [options, first] of [
    [['--no-verify'], /^2 MiB of 12\.0 MiB: copying to \//],
    // Of what is read back, half is done when it is written.
    [[], /^1 MiB of 12\.0 MiB: copying to \//],
  ] as const) {
    const mirror = join(root, `mirror${options.join()}`);
    writeTree(mirror, {});
    const args = [...options, '--from', source, '--to', mirror];
    const { out, status } = await callOnTerminal(quote(espMirrorBinary, ...args));
    t.equal(status, 0);
    const copying = out.split('\r\u001b[K').filter((line) => line.includes('copying'));
    t.match(copying[0], first, 'the first one at once, and not when all of it is done');
  }
});
