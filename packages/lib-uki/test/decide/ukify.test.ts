import t from 'tap';
import { newImageArguments, ukifyArguments } from '../../src/decide/ukify.ts';

t.test('what ukify is told', async (t) => {
  const file = (section: string) => `/t/${section.slice(1)}`;
  t.strictSame(ukifyArguments(['.linux', '.osrel', '.initrd'], file, '6.12', '/t/out'), [
    'build',
    '--config=/dev/null',
    '--linux=/t/linux',
    '--initrd=/t/initrd',
    '--os-release=@/t/osrel',
    '--cmdline=@/t/cmdline',
    '--uname=6.12',
    '--output=/t/out',
  ]);
  const all = ukifyArguments(['.linux', '.splash', '.dtb', '.ucode', '.pcrpkey'], file, null, '/t/out');
  for (const word of [
    '--splash=/t/splash',
    '--devicetree=/t/dtb',
    '--microcode=/t/ucode',
    '--pcrpkey=/t/pcrpkey',
  ])
    t.ok(all.includes(word), word);
  t.notOk(all.some((word) => /^--(?:uname|initrd|os-release)/.test(word)));
});

t.test('what ukify is told of a new image', async (t) => {
  const image = {
    linux: '/boot/vmlinuz',
    initrds: ['/boot/ucode', '/boot/initrd'],
    cmdline: '/tmp/cmdline',
    osRelease: '/tmp/os-release',
    release: '6.12',
    config: '/etc/kernel/uki.conf',
    output: '/tmp/out',
  };
  t.strictSame(newImageArguments(image), [
    'build',
    '--config=/etc/kernel/uki.conf',
    '--linux=/boot/vmlinuz',
    '--initrd=/boot/ucode',
    '--initrd=/boot/initrd',
    '--cmdline=@/tmp/cmdline',
    '--os-release=@/tmp/os-release',
    '--uname=6.12',
    '--output=/tmp/out',
  ]);
  t.ok(newImageArguments({ ...image, config: null }).includes('--config=/dev/null'));
});
