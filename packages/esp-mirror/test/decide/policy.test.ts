import t from 'tap';
import { type Scope, scopeOf } from '../../src/decide/policy.ts';
import { modelTree, plainPolicy } from './model.ts';

const own = '00112233445566778899aabbccddeeff';
const { menu } = modelTree(
  new Map([
    ['loader/entries/arch.conf', 'linux /vmlinuz-linux\ninitrd /sub/initrd\n'],
    [`loader/entries/${own}-6.1.conf`, 'linux /named/by/own/linux\n'],
    ['loader/entries/tok-6.1.conf', 'linux /tok/6.1/linux\n'],
  ]),
);

const cases: readonly (readonly [path: string, scopes: readonly Scope[]])[] = [
  ['notes.txt', ['all']],
  ['EFI/debian/grub.cfg', ['all']],
  ['EFI', ['all', 'loader']],
  ['loader', ['all', 'loader']],
  ['loader/loader.conf', ['all', 'loader']],
  ['Loader/Keys/auto/db.auth', ['all', 'loader']],
  ['EFI/BOOT/BOOTX64.EFI', ['all', 'loader']],
  ['EFI/Linux/a.efi.extra.d/x', ['all', 'loader']],
  ['EFI/systemd/systemd-bootx64.efi', ['all', 'loader']],
  ['EFI/systemdx/y', ['all']],
  ['vmlinuz-linux', ['all', 'loader']],
  ['VMLINUZ-LINUX', ['all', 'loader']],
  ['sub', ['all', 'loader']],
  ['sub/initrd', ['all', 'loader']],
  ['sub/other', ['all']],
  [`${own}/6.1/linux`, ['all', 'machine']],
  [`${own.toUpperCase()}/6.1/linux`, ['all', 'machine']],
  [`EFI/Linux/${own}-6.1.efi`, ['all', 'loader', 'machine']],
  [`loader/entries/${own}-6.1.conf`, ['all', 'loader', 'machine']],
  ['tok/6.1/linux', ['all', 'loader', 'machine']],
  ['token/6.1/linux', ['all']],
  ['named/by/own/linux', ['all', 'loader', 'machine']],
  ['named/by/own', ['all', 'loader', 'machine']],
];

t.test('what is in scope', async (t) => {
  for (const scope of ['all', 'loader', 'machine'] as const) {
    const inScope = scopeOf({ ...plainPolicy, scope, ownIds: new Set([own, 'tok']) }, menu);
    for (const [path, scopes] of cases) t.equal(inScope(path), scopes.includes(scope), `${scope}: ${path}`);
  }
});
