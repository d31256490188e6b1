import { refused } from '@twinroot/lib-failure';
import t from 'tap';
import { newBootFault } from '../../src/decide/boot-fault.ts';

const files = {
  kind: 'files',
  kernel: 'boot/vmlinuz-1',
  release: '1',
  initrds: ['boot/initrd.img-1'],
  older: [],
} as const;

t.strictSame(newBootFault({ ...files, faults: [] }, []), { refused: null, warnings: [] });
t.strictSame(newBootFault({ ...files, faults: ['a'] }, ['a']), { refused: null, warnings: [] });
t.match(newBootFault({ ...files, faults: ['a', 'b'] }, ['a']), { refused: /would not boot: b/ });
t.match(newBootFault(refused('no kernel'), []), { refused: /no kernel/ });
t.match(newBootFault(refused('no kernel'), ['no kernel']), { refused: null, warnings: [/no kernel/] });
