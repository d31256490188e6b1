import type { Context } from '@twinroot/lib-command';
import t from 'tap';
import { lookFirst } from '../../src/act/look-first.ts';
import { outcomeOf, type SourceResult } from '../../src/decide/outcome.ts';
import type { spec } from '../../src/spec.ts';

type Looking = Context<typeof spec>;
type Options = Looking['options'];

const outcome = outcomeOf({ mirror: 'm', state: 'same', done: [], kept: [], seconds: 0, why: null });
const clean: readonly SourceResult[] = [
  { outcomes: [outcome], planned: [], isDamaged: false, isSteady: true },
];
const due = clean.map((result) => ({ ...result, isDamaged: true }));

/** What comes of a set, what was said meanwhile, and whether it was looked at. */
async function look(what: (context: Looking) => readonly SourceResult[], options: Partial<Options> = {}) {
  const said: string[] = [];
  const message = { error: tell, warning: tell, info: tell, debug: tell };
  function tell(text: string) {
    said.push(text);
  }
  let isLooked = false;
  const context = { options, message, dryRun: false } as unknown as Looking;
  const results = await lookFirst(context, async (looking) => {
    isLooked = true;
    t.ok(looking.dryRun);
    return what(looking);
  });
  return { results, said, isLooked };
}

t.test('where nothing is due, that is what comes of it', async (t) => {
  const tellDetail = ({ message }: Looking) => {
    message.debug('detail');
    return clean;
  };
  t.strictSame(await look(() => clean), { results: clean, said: [], isLooked: true });
  t.strictSame(await look(tellDetail), { results: clean, said: [], isLooked: true });
});

t.test('otherwise it says nothing, and what was seen does not count', async (t) => {
  const nothing = { results: null, said: [], isLooked: true };
  t.strictSame(await look(() => due), nothing);
  for (const kind of ['error', 'warning', 'info'] as const) {
    const tells = ({ message }: Looking) => {
      message[kind]('something');
      return clean;
    };
    t.strictSame(await look(tells), nothing, kind);
  }
  const fails = () => {
    throw new Error('cannot');
  };
  t.strictSame(await look(fails), nothing);
});

t.test('it is not looked at where more than the plan is asked for', async (t) => {
  const nothing = { results: null, said: [], isLooked: false };
  for (const name of ['heal', 'fsck', 'force'] as const)
    t.strictSame(await look(() => clean, { [name]: true }), nothing, name);
});
