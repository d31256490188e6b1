import t from 'tap';
import { normalTarget, placements } from '../../src/decide/placement.ts';
import { bootedEsp, bootedXbootldr, mirrorEsp } from '../machine-fixture.ts';

t.test('a mount point is an absolute path', async (t) => {
  const cases: [string, string | null][] = [
    ['/boot', '/boot'],
    ['/boot/', '/boot'],
    ['//boot//efi/', '/boot/efi'],
    ['/a b\n', '/a b\n'],
    ['/..boot', '/..boot'],
    ['boot', null],
    ['', null],
    ['/', null],
    ['//', null],
    ['.', null],
    ['/boot/..', null],
    ['/./boot', null],
    ['/bo\0ot', null],
  ];
  for (const [text, expected] of cases) t.equal(normalTarget(text), expected, JSON.stringify(text));
});

t.test('which member goes where', async (t) => {
  const where = (set: Parameters<typeof placements>[0], target: string) =>
    placements(set, target)?.map((placement) => `${placement.member.kind} ${placement.target}`) ?? null;
  t.same(where([mirrorEsp, bootedEsp], '/boot'), ['esp /boot']);
  t.same(where([bootedEsp], '/efi'), ['esp /efi']);
  t.same(where([bootedEsp, bootedXbootldr], '/boot'), ['xbootldr /boot', 'esp /efi']);
  t.same(where([bootedXbootldr], '/boot'), ['xbootldr /boot']);
  for (const target of ['/efi', '/efi/boot'])
    t.equal(where([bootedEsp, bootedXbootldr], target), null, target);
  t.same(where([bootedEsp, bootedXbootldr], '/efi2'), ['xbootldr /efi2', 'esp /efi']);
});
