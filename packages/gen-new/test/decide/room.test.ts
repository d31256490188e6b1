import t from 'tap';
import { tightEsps, whyNoRoom } from '../../src/decide/room.ts';

const mebi = 2 ** 20;
t.equal(whyNoRoom(64 * mebi, 0), null);
t.match(whyNoRoom(64 * mebi - 1, 0), /64 MiB free, and a generation begins with 64/);
t.equal(whyNoRoom(164 * mebi, 50 * mebi), null);
t.match(whyNoRoom(163 * mebi, 50 * mebi), /begins with 164/);
t.strictSame(tightEsps([{ name: '/efi', free: 50 * mebi }], 50 * mebi), []);
t.match(tightEsps([{ name: '/efi', free: 50 * mebi - 1 }], 50 * mebi), [/^\/efi has 50 MiB free/]);
