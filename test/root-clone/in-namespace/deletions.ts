import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { newMachine, textIn } from '../../fixtures/clone-machine.ts';
import { emptyUdev, letExt4StandIn, sh } from '../../fixtures/esp-machine.ts';
import { namesIn, ownRun, wholeOf } from '../../fixtures/tree-machine.ts';
import { rootClone } from '../../support/clone-call.ts';

// A clone is what is left when the source is gone: none of its file systems is emptied because one of the source is missing.

t.setTimeout(300_000);
ownRun();
emptyUdev();
letExt4StandIn();

t.test('a file system of the source that is not mounted, though its fstab does not have it', async (t) => {
  const { from, to, boot, args, place } = newMachine(t);
  const fstab = textIn(from, 'etc/fstab');
  writeFileSync(join(from, 'etc/fstab'), fstab.replace(/^.* \/boot .*\n/m, ''));
  const first = await rootClone(args);
  t.equal(first.status, 0, first.err);
  sh('umount "$1/boot"', from);
  const before = wholeOf(place);
  for (const more of [[], ['--dry-run'], ['--max-delete', '100']]) {
    const run = await rootClone([...args, ...more]);
    t.match(run, { status: 1, out: '' }, run.err);
    for (const name of [join(to, 'boot'), '--allow-empty']) t.ok(run.err.includes(name), run.err);
    t.equal(wholeOf(place), before, 'nothing is written anywhere');
  }
  const allowed = await rootClone([...args, '--allow-empty']);
  t.equal(allowed.status, 0, allowed.err);
  t.notOk(namesIn(join(to, 'boot')).includes('arch'), 'it is meant so');
  sh('mount "$1" "$2/boot"', boot.device, from);
  t.equal((await rootClone(args)).status, 0);
  t.ok(namesIn(join(to, 'boot')).includes('arch'), 'a first copy into it deletes nothing');
});

t.test('most of a file system', async (t) => {
  const { from, to, args } = newMachine(t);
  const srv = join(from, 'srv');
  mkdirSync(srv);
  for (let at = 0; at < 300; at += 1) writeFileSync(join(srv, `${at}`), '');
  const first = await rootClone(args);
  t.equal(first.status, 0, first.err);
  rmSync(srv, { recursive: true });
  writeFileSync(join(from, 'home/u/new'), 'new');
  const before = wholeOf(to);
  const refused = await rootClone(args);
  t.match(refused, { status: 1, out: '' });
  for (const name of [to, '--max-delete 100']) t.ok(refused.err.includes(name), refused.err);
  t.equal((await rootClone([...args, '--dry-run'])).status, 1);
  t.equal(wholeOf(to), before);
  const allowed = await rootClone([...args, '--max-delete', '100']);
  t.equal(allowed.status, 0, allowed.err);
  t.notOk(namesIn(to).includes('srv'));
  t.ok(namesIn(join(to, 'home/u')).includes('new'));
  for (const text of ['101', 'half'])
    t.match(await rootClone([...args, '--max-delete', text]), { status: 2 });
});
