import { createHash } from 'node:crypto';
import { parsePartuuid } from '@twinroot/lib-blockdev';
import { becomingOf, formatRegistry, type Registry } from '@twinroot/lib-registry';
import t from 'tap';
import type { FatFile } from './fat-file.ts';
import { registryFaultOf } from './registry.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const first = parsePartuuid('0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6');
if (first === null) throw new Error();
const source = first;

/** An image of these files, by their folded paths. */
function image(files: Readonly<Record<string, string>>, registry: string): ReadonlyMap<string, FatFile> {
  const all = { ...files, 'LOADER/ESP-SYNC': registry };
  return new Map(
    Object.entries(all).map(([path, text]) => {
      const bytes = Buffer.from(text);
      return [
        path,
        { path, size: bytes.length, cluster: 0, digest: `not ${sha256(text)}`, read: () => bytes },
      ];
    }),
  );
}

function registryOf(files: Readonly<Record<string, string>>, number: number): Registry {
  const id = (of: number) => String(of).repeat(32);
  const lines = Object.entries(files).map(([path, text]) => ({
    path,
    size: text.length,
    mtime: 1,
    digest: sha256(text),
  }));
  return {
    set: id(9),
    members: [],
    gone: [],
    generation: { number, id: id(number) },
    parents: number === 1 ? [] : [{ number: 1, id: id(1) }],
    source,
    partOf: null,
    becoming: null,
    alone: [],
    others: [],
    files: lines,
  };
}

const [old, now] = [{ LINUX: 'one' }, { LINUX: 'two!' }];
const [one, two] = [registryOf(old, 1), registryOf(now, 2)];
const ends = { before: image(old, formatRegistry(one)), after: image(now, formatRegistry(two)) };
const judge = (files: Readonly<Record<string, string>>, text: string, from = ends) =>
  registryFaultOf(image(files, text), from, new Map());

t.test('the registry of an image is judged', async (t) => {
  const state = { path: 'LINUX', file: { size: 4, mtime: 1, digest: sha256('two!') } };
  const marked = formatRegistry(becomingOf(one, two, [state]));
  t.equal(judge(old, formatRegistry(one)), null, 'before the run');
  t.equal(judge(old, marked), null, 'marked');
  t.equal(judge(now, marked), null, 'changed');
  t.equal(judge(now, formatRegistry(two)), null, 'stamped');
  t.equal(judge({ LINUX: 'somebody' }, marked), 'registry refused');
  t.equal(judge(now, formatRegistry({ ...one, set: '8'.repeat(32) })), null, 'the same content');
  t.equal(judge(old, formatRegistry({ ...one, set: '8'.repeat(32) })), 'registry refused');
  t.equal(judge({ LINUX: 'half' }, formatRegistry(one)), 'registry refused', 'changed before it was marked');
  t.equal(judge(old, marked.slice(0, -9)), 'registry torn');
  t.equal(judge(old, ''), 'registry torn');
  const fresh = { before: new Map(image(old, '')), after: ends.after };
  t.equal(judge(old, '', fresh), null, 'the first one, whose name has come and whose size has not');
  t.equal(judge(old, 'x', { before: ends.before, after: image(now, '') }), null, 'a tool that makes none');
});
