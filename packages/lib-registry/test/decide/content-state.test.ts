import t from 'tap';
import {
  contentStateOf,
  type FoundFile,
  isRetimed,
  isSameState,
  statesOfRun,
} from '../../src/decide/content-state.ts';
import type { Becoming, ManifestFile } from '../../src/decide/registry.ts';
import { example } from './registry-of.ts';

const { files } = example;
const [text, image] = files as readonly [ManifestFile, ManifestFile];
const plain = { findsRot: false };
const becoming = (states: Becoming['states']): Becoming => ({
  generation: { number: 43, id: 'c'.repeat(32) },
  from: example.source,
  parents: [],
  states,
});

t.test('what is as the manifest says', async (t) => {
  const clean = { edited: [], rotten: [], progress: 'none' };
  t.strictSame(contentStateOf(example, files, plain), clean);
  const unread = { ...image, digest: null, mtime: image.mtime + 1 };
  t.strictSame(
    contentStateOf(example, [text, unread], plain),
    clean,
    "within FAT's step, where nothing was read",
  );
  t.strictSame(
    contentStateOf(example, [text, { ...image, mtime: 1 }], plain),
    clean,
    'the same bytes at another time',
  );
});

t.test('what somebody else has done', async (t) => {
  const cases: readonly (readonly [name: string, found: readonly FoundFile[], edited: readonly string[]])[] =
    [
      ['changed', [{ ...text, digest: 'c'.repeat(64) }, image], [text.path]],
      ['grown', [text, { ...image, digest: null, size: 1 }], [image.path]],
      ['written again', [text, { ...image, digest: null, mtime: image.mtime + 2 }], [image.path]],
      ['removed', [text], [image.path]],
      ['added', [...files, { ...text, path: 'NEW' }], ['NEW']],
    ];
  for (const [name, found, edited] of cases) {
    t.strictSame(contentStateOf(example, found, plain).edited, edited, name);
    t.strictSame(
      contentStateOf(example, found, { ...plain, source: found }).edited,
      [],
      `${name}, as on the source`,
    );
  }
});

t.test('rot is looked for on request: other bytes, with the size and the time', async (t) => {
  const found = [text, { ...image, digest: 'c'.repeat(64) }];
  t.strictSame(contentStateOf(example, found, { findsRot: true }), {
    edited: [],
    rotten: [image.path],
    progress: 'none',
  });
  t.strictSame(contentStateOf(example, found, plain).edited, [image.path]);
  const later = [text, { ...image, digest: 'c'.repeat(64), mtime: image.mtime + 60 }];
  t.strictSame(
    contentStateOf(example, later, { findsRot: true }).edited,
    [image.path],
    'with another time it is a change',
  );
});

t.test('how far a cut run came', async (t) => {
  const next = { size: 8, mtime: 1_700_000_100, digest: 'd'.repeat(64) };
  const half = { size: 3, mtime: 1_700_000_100, digest: 'e'.repeat(64) };
  const registry = {
    files,
    becoming: becoming([
      { path: text.path, file: half },
      { path: text.path, file: next },
      { path: 'NEW', file: next },
      { path: image.path, file: null },
    ]),
  };
  const at = (...found: readonly FoundFile[]) => contentStateOf(registry, found, plain);
  t.strictSame(at(...files), { edited: [], rotten: [], progress: 'none' });
  t.strictSame(at({ ...half, path: text.path }, image), { edited: [], rotten: [], progress: 'part' });
  t.strictSame(at({ ...next, path: text.path }, { ...next, path: 'NEW' }), {
    edited: [],
    rotten: [],
    progress: 'all',
  });
  t.strictSame(at({ ...next, size: 1, path: text.path }, image).edited, [text.path]);
});

t.test('the states that a run may leave', async (t) => {
  const found = [text, { ...image, size: 1 }];
  const write = { path: 'NEW', file: { size: 1, mtime: 1, digest: 'f'.repeat(64) } };
  const states = statesOfRun(files, found, [write], files);
  const { path, ...rest } = image;
  t.strictSame(states, [{ path, file: { ...rest, size: 1 } }, write, { path, file: rest }]);
});

t.test('two states', async (t) => {
  t.ok(isSameState(null, null));
  t.notOk(isSameState(text, null));
  t.notOk(isSameState({ ...text, size: 1 }, text));
});

t.test('the same bytes with another time', async (t) => {
  const file = { size: 1, mtime: 1_700_000_000, digest: 'a'.repeat(64) };
  t.notOk(isRetimed(file, file));
  t.notOk(isRetimed({ ...file, mtime: file.mtime + 1 }, file), 'in the same step of FAT');
  t.ok(isRetimed({ ...file, mtime: 5 }, file));
  t.notOk(isRetimed({ ...file, mtime: 5, digest: null }, file), 'nobody knows');
  t.notOk(isRetimed({ ...file, mtime: 5, digest: 'b'.repeat(64) }, file));
});
