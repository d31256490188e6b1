import t from 'tap';
import { finding } from '../../src/decide/finding.ts';
import { verdictOf } from '../../src/decide/verdict.ts';

t.test('the first link that is missing, else the first that is not known', async (t) => {
  const ok = finding('present', 'ok', 'there');
  const fail = finding('root', 'fail', 'lost', 'guide: raid');
  const unknown = finding('initrd', 'unknown', 'unread');
  const beside = finding('lineage', 'unknown', 'no registry');
  const warn = finding('room', 'warn', 'full', 'guide: comes-up');
  t.strictSame(verdictOf([ok]), { state: 'ok', why: 'it comes up', fix: null });
  t.strictSame(verdictOf([ok, unknown, fail]), { state: 'fail', why: 'root: lost', fix: 'guide: raid' });
  t.match(verdictOf([ok, warn, unknown]), { state: 'unknown', why: 'initrd: unread' });
  t.match(verdictOf([ok, beside]), { state: 'ok' });
  t.match(verdictOf([warn, beside]), { state: 'ok', why: 'it comes up; room: full', fix: 'guide: comes-up' });
  t.match(verdictOf([warn, warn]), { why: 'it comes up; room: full (and 1 more)' });
});
