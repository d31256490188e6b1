import { createHash } from 'node:crypto';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { hasParts, type UkiParts } from '../../src/gather/has-parts.ts';
import { readUki } from '../../src/gather/read-uki.ts';
import { uki, usualUki } from '../uki-fixture.ts';

const put = (bytes: string | Buffer) => {
  const path = join(t.testdir(), `${Math.random()}`);
  writeFileSync(path, bytes);
  return path;
};
const part = (text: string) => ({
  size: text.length,
  sha256: createHash('sha256').update(text).digest('hex'),
});
const usual: UkiParts = {
  kernel: { ...part('a kernel'), form: 'unsigned' },
  initrds: [part('an initrd')],
};

t.test('what an image says', async (t) => {
  const bytes = usualUki('quiet ro');
  t.match(readUki(put(bytes)), {
    size: bytes.length,
    isWhole: true,
    osRelease: 'ID=arch\n',
    commandLine: 'quiet ro',
    release: '6.12.1-arch1',
  });
  t.match(readUki(put(bytes.subarray(0, -600))), { isWhole: false }, 'cut');
  t.match(readUki(put(uki({ sections: { '.cmdline': 'x' } }))), { isWhole: false }, 'no kernel');
  for (const other of ['', 'text', Buffer.alloc(100_000, 'MZ')])
    t.match(readUki(put(other)), { isWhole: false, layout: null, osRelease: null, commandLine: null });
  const link = put('');
  symlinkSync(put(bytes), `${link}.link`);
  t.throws(() => readUki(`${link}.link`), { code: 'ELOOP' });
});

t.test('whether it has a kernel and initrds', async (t) => {
  const has = (parts: Partial<UkiParts>, bytes: Buffer = usualUki('x')) =>
    hasParts(put(bytes), { ...usual, ...parts });
  const kernel = (text: string, form: UkiParts['kernel']['form']) => ({ kernel: { ...part(text), form } });
  t.ok(has({}));
  t.ok(has({ initrds: [] }));
  t.notOk(has({ initrds: [part('an initrt')] }));
  t.notOk(has({ initrds: [part('an initrd that is longer')] }));
  t.notOk(has(kernel('b kernel', 'unsigned')));
  t.notOk(has(kernel('a kernel that is longer', 'unsigned')));
  t.ok(has(kernel('b kernel', 'packed')), 'it was unpacked');
  t.notOk(has({}, Buffer.from('text')));
  const signed = uki({ sections: {}, isSigned: true }).toString('latin1');
  const image = usualUki('x', { sections: { '.linux': signed } });
  t.ok(has(kernel('b kernel', 'unsigned'), image), 'it was signed for the image');
  t.notOk(has(kernel('b kernel', 'signed'), image));
  const two = usualUki('x', { sections: { '.initrd': 'first\0\0\0second\0\0' } });
  t.ok(has({ initrds: [part('first'), part('second')] }, two));
  t.notOk(has({ initrds: [part('second'), part('first')] }, two));
});
