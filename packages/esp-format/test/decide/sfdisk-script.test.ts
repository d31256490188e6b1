import t from 'tap';
import { sfdiskScript } from '../../src/decide/sfdisk-script.ts';

const part = {
  kind: 'esp',
  start: 1024 * 1024,
  size: 512 * 1024 * 1024,
  uuid: 'f2e0cb5f-b22b-4a4e-b4b3-09bb865d9fa7',
  name: 'EFI 2',
} as const;

t.test('positions are sectors of the disk', async (t) => {
  const rest = 'type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, uuid=F2E0CB5F-B22B-4A4E-B4B3-09BB865D9FA7';
  t.equal(sfdiskScript([part], 512, false), `start=2048, size=1048576, ${rest}, name="EFI 2"\n`);
  t.equal(
    sfdiskScript([{ ...part, name: null }], 4096, true),
    `label: gpt\n\nstart=256, size=131072, ${rest}\n`,
  );
  t.match(
    sfdiskScript([{ ...part, kind: 'xbootldr' }], 512, false),
    /type=BC13C2FF-59E6-4262-A352-B275FD6F7172/,
  );
});

t.test('a name cannot end its quotes', async (t) => {
  t.match(
    sfdiskScript([{ ...part, name: 'a"b\\c\nd\u00e9' }], 512, false),
    /name="a\\x22b\\x5cc\\x0ad\u00e9"\n$/,
  );
});
