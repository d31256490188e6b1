import t from 'tap';
import {
  offsetOfFilefrag,
  resumeOf,
  swapFilesOf,
  unknownOffsets,
  withResumeOffset,
} from '../../src/decide/swap-files.ts';

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

const entry = 'title a\n# resume_offset=38912\noptions resume=UUID=x resume_offset=38912 rw\n';
const file = (offset: number | null) => ({ path: '/swapfile', bytes: 4096, offset });

t.test('the offset of a swap file is that of the file that has it', async (t) => {
  t.strictSame(unknownOffsets(entry, []), [3]);
  t.strictSame(unknownOffsets(entry, [file(null)]), [3]);
  t.strictSame(unknownOffsets(entry, [file(38912)]), []);
  t.strictSame(unknownOffsets('resume_offset=', []), []);
  t.strictSame(resumeOf(entry, [file(7), { ...file(38912), path: '/other' }]), {
    path: '/other',
    old: 38912,
  });
  t.equal(resumeOf(entry, [file(3891), file(null)]), null);
  t.equal(resumeOf('# resume_offset=38912', [file(38912)]), null);
});

t.test('another offset in the place of one', async (t) => {
  t.equal(
    withResumeOffset(entry, 38912, 5),
    'title a\n# resume_offset=38912\noptions resume=UUID=x resume_offset=5 rw\n',
  );
  t.equal(withResumeOffset(entry, 3891, 5), entry);
  t.equal(
    withResumeOffset('A="resume_offset=7 x"\nresume_offset=70', 7, 5),
    'A="resume_offset=5 x"\nresume_offset=70',
  );
});

t.test('where filefrag says that a file begins', async (t) => {
  const said = (block: number, first: string) =>
    `Filesystem type is: ef53\nFile size of /a is 1048576 (256 blocks of ${block} bytes)\n ext:     logical_offset:        physical_offset: length:   expected: flags:\n   0:        0..     255:      ${first}..     34047:    256:             last,unwritten,eof\n   1:      256..     300:       9..      40:     45:\n/a: 2 extents found\n`;
  t.equal(offsetOfFilefrag(said(4096, '33792'), 4096), 33792);
  t.equal(offsetOfFilefrag(said(1024, '33792'), 4096), 8448);
  t.equal(offsetOfFilefrag(said(1024, '33793'), 4096), null);
  t.equal(offsetOfFilefrag(said(4096, '33792'), 16384), 8448);
  t.equal(offsetOfFilefrag('', 4096), null);
});
