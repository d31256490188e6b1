import t from 'tap';
import { refindStanzas } from '../../src/decide/refind-stanzas.ts';

const facts = {
  title: 'Alpine "3"',
  volume: 'ROOT',
  kernel: 'boot/vmlinuz-lts',
  initrds: ['boot/initramfs-lts'],
  cmdline: 'root=UUID=1 rw rootflags=subvol=x,noatime',
  uuid: null,
  count: 2,
};

t.test('a stanza for each link', async (t) => {
  t.equal(
    refindStanzas(facts),
    `menuentry "Alpine ""3""" {
    volume   "ROOT"
    loader   /current/0/@/boot/vmlinuz-lts
    initrd   /current/0/@/boot/initramfs-lts
    options  "root=UUID=1 ro rootflags=noatime,subvol=current/0/@"
}

menuentry "Alpine ""3"", 1 before" {
    volume   "ROOT"
    loader   /current/1/@/boot/vmlinuz-lts
    initrd   /current/1/@/boot/initramfs-lts
    options  "root=UUID=1 ro rootflags=noatime,subvol=current/1/@"
}
`,
  );
});

t.test('several initrds are options', async (t) => {
  const text = refindStanzas({ ...facts, count: 1, initrds: ['boot/amd-ucode.img', 'boot/i'] });
  t.match(text, / initrd=\/current\/0\/@\/boot\/amd-ucode\.img initrd=\/current\/0\/@\/boot\/i"/);
  t.notMatch(text, /^ +initrd /m);
});
