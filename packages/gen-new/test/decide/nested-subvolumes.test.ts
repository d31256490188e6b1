import t from 'tap';
import { nestedSubvolumes, placesInWords } from '../../src/decide/nested-subvolumes.ts';

const paths = ['@', '@/var/lib/machines', '@/srv', '@/home/mine', '@/srv/www', '@home', 'x/@/srv'];

t.test('what is inside of a subvolume', async (t) => {
  t.strictSame(nestedSubvolumes(paths, '@'), ['/home/mine', '/srv', '/srv/www', '/var/lib/machines']);
  t.strictSame(nestedSubvolumes(paths, '@', ['/home', '/srv/www']), ['/srv', '/var/lib/machines']);
  t.strictSame(nestedSubvolumes(paths, '@home'), []);
  t.strictSame(nestedSubvolumes(['a', 'a/b'], ''), ['/a', '/a/b'], 'of the top');
});

t.test('places in words', async (t) => {
  t.equal(placesInWords(['/a', '/a/b', '/ab']), '/a, /ab');
  t.equal(placesInWords(['/a', '/b', '/c', '/d'], 2), '/a, /b, 2 more');
  t.equal(placesInWords([]), '');
});
