import t from 'tap';
import { fixBelow, judgementBelow } from '../../src/decide/fix-below.ts';
import { judged } from '../judged.ts';

t.test('what mends a machine below a directory', async (t) => {
  const cases = [
    ['esp-which | esp-mirror --checksum', 'esp-which --sysroot /mnt | esp-mirror --sysroot /mnt --checksum'],
    ['esp-firmware --cancel', 'esp-firmware --sysroot /mnt --cancel'],
    ['efibootmgr -o 0002,0001', 'chroot /mnt efibootmgr -o 0002,0001'],
    ['bootctl set-default ""', 'chroot /mnt bootctl set-default ""'],
    [
      "fstab-rewrite --in-place /etc/fstab --add-option '/efi0 nofail'",
      "fstab-rewrite --in-place /mnt/etc/fstab --add-option '/efi0 nofail'",
    ],
    [
      "fstab-rewrite --in-place '/data/my fstab' --add-option '/efi0 nofail'",
      "fstab-rewrite --in-place /mnt'/data/my fstab' --add-option '/efi0 nofail'",
    ],
    ["rm -- /efi0/a+3.conf '/efi 1/a+3.conf'", "rm -- /mnt/efi0/a+3.conf /mnt'/efi 1/a+3.conf'"],
    ['guide: raid', 'guide: raid'],
    [null, null],
  ] as const;
  for (const [fix, below] of cases) {
    t.equal(fixBelow(fix, '/mnt'), below);
    t.equal(fixBelow(fix, '/'), fix);
  }
});

t.test('a directory that a shell would split', async (t) => {
  t.equal(
    fixBelow('esp-which | esp-seed', "/a b'$&"),
    `esp-which --sysroot '/a b'\\''$&' | esp-seed --sysroot '/a b'\\''$&'`,
  );
  t.equal(
    fixBelow("fstab-rewrite --in-place /etc/fstab --add-option '/efi nofail'", '/a $& b'),
    "fstab-rewrite --in-place '/a $& b'/etc/fstab --add-option '/efi nofail'",
  );
});

t.test('the fixes of a judgement', async (t) => {
  const [judgement] = judged('the option has the PARTUUID of a disk that was replaced').slice(-1);
  if (judgement === undefined) throw new Error('nothing judged');
  const below = judgementBelow(judgement, '/mnt');
  t.equal(below.verdict.fix, fixBelow(judgement.verdict.fix, '/mnt'));
  t.ok(below.findings.some(({ fix }) => fix?.startsWith('esp-which --sysroot /mnt | ')));
});
