import t from 'tap';
import { resumeOffsets, swapFilesOf } from '../../src/decide/swap-files.ts';

t.test('swap files of an fstab', async (t) => {
  const fstab = [
    'UUID=x / ext4 rw 0 1',
    '/swapfile none swap sw 0 0',
    '/swap/my\\040file none swap defaults 0 0',
    '/swapfile none swap sw,pri=1 0 0',
    '/dev/sda3 none swap sw 0 0',
    'UUID=y none swap sw 0 0',
    '/../x none swap sw 0 0',
    '# /old none swap sw 0 0',
    '/srv/data /mnt/x none bind 0 0',
  ].join('\r\n');
  t.strictSame(swapFilesOf(fstab), ['/swapfile', '/swap/my file']);
  t.strictSame(swapFilesOf(''), []);
});

t.test('lines that say where a swap file is', async (t) => {
  t.strictSame(
    resumeOffsets('title a\n# resume_offset=1\noptions resume=UUID=x resume_offset=38912 rw\n'),
    [3],
  );
  t.strictSame(resumeOffsets('resume_offset='), []);
});
