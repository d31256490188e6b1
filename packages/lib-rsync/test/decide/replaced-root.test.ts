import t from 'tap';
import { whyNotRoot } from '../../src/decide/replaced-root.ts';

t.test('where it would be without the slash', async (t) => {
  t.match(whyNotRoot('/boot/', '/mnt/root1/'), ' /boot would be copied to /mnt/root1/boot');
  t.match(whyNotRoot('/srv/a//', '/mnt/root1'), ' /srv/a would be copied to /mnt/root1/a');
});
