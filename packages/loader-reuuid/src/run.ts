import { resolve } from 'node:path';
import { type Context, type ExitStatus, exitStatus, wrong } from '@twinroot/lib-command';
import { failureText } from '@twinroot/lib-failure';
import { type IdMap, IdMapError, kernelNamesIn, parsePair, readIdMap } from '@twinroot/lib-idmap';
import { byteString, bytesOf, readableText } from '@twinroot/lib-lines';
import { type Rewrite, rewriteTable } from '@twinroot/lib-record';
import {
  createTextRewriter,
  type EntryRules,
  type Found,
  formatOfFile,
  foundPairs,
  missedOf,
  parseTextOptions,
  RuleError,
  type TextFormat,
  type TextListener,
} from '@twinroot/lib-rewrite';
import { readText, replaceText } from '@twinroot/lib-text-file';
import { filesOf } from './files-of.ts';
import type { spec } from './spec.ts';

type ReuuidContext = Context<typeof spec>;

/** What is to be done, and what came of it so far. */
interface Task {
  readonly entry: EntryRules;
  /** What all texts are; null for what their names tell. */
  readonly format: TextFormat | null;
  readonly ids: IdMap;
  readonly found: Found;
  readonly changes: Rewrite[];
}

/** Rewrites the text on standard input, or files in their places; asked for records, it writes what changes. */
export async function run(context: ReuuidContext): Promise<ExitStatus> {
  const { message, options, asksForRecords } = context;
  const task: Task = { ...gather(context), found: new Set(), changes: [] };
  const isInPlace = options['in-place'].length > 0;
  const done = isInPlace ? await rewriteFiles(context, task) : await rewriteInput(context, task);
  if (isInPlace || asksForRecords) await context.writeGroup(rewriteTable, task.changes);
  // Who wrote such a name into a map means it.
  const offered = foundPairs(task.ids, task.found).filter(({ isOffered }) => isOffered);
  for (const name of kernelNamesIn(offered)) {
    const advice = 'disk-map --by-uuid makes a map without such names';
    message.warning(`${readableText(name)} may be another partition at the next boot: ${advice}`);
  }
  const missed = missedOf(task.entry, task.ids, task.found);
  for (const what of missed) message.warning(`nothing has ${readableText(what)}`);
  return done && !(options.strict && missed.length > 0) ? exitStatus.done : exitStatus.failed;
}

function gather({ options }: ReuuidContext): Pick<Task, 'entry' | 'format' | 'ids'> {
  try {
    const pairs = options.id.map((text) => parsePair(byteString(text), '--id'));
    return { ...parseTextOptions(options), ids: readIdMap(options.map, pairs) };
  } catch (error) {
    if (!(error instanceof IdMapError || error instanceof RuleError)) throw error;
    throw wrong(readableText(error.message), { cause: error.cause });
  }
}

async function rewriteInput(context: ReuuidContext, task: Task): Promise<boolean> {
  const { asksForRecords } = context;
  const listener = listenerOf(context, null, asksForRecords ? task.changes : null);
  const rewriter = createTextRewriter(task.format ?? 'entry', task, listener, task.found);
  const write = async (text: string) => {
    if (!asksForRecords && text !== '') await context.writeBytes(Buffer.from(text, 'latin1'));
  };
  for await (const chunk of context.readBytes()) await write(rewriter.push(bytesOf(chunk)));
  await write(rewriter.end());
  return true;
}

/** Whether all files are as they should be. One that cannot be rewritten does not keep the others from it. */
async function rewriteFiles(context: ReuuidContext, task: Task): Promise<boolean> {
  let done = true;
  const tryTo = async <T>(what: () => T | Promise<T>): Promise<T | null> => {
    try {
      return await what();
    } catch (error) {
      context.signal.throwIfAborted();
      done = false;
      context.message.error(failureText(error));
      return null;
    }
  };
  for (const operand of context.options['in-place']) {
    const files = await tryTo(() => filesOf(operand, task.format));
    if (files?.length === 0) context.message.warning(`${operand} has no entries (*.conf)`);
    for (const { path, format } of files ?? []) await tryTo(() => rewriteFile(context, task, path, format));
  }
  return done;
}

async function rewriteFile(
  context: ReuuidContext,
  task: Task,
  path: string,
  said: TextFormat | null,
): Promise<void> {
  context.signal.throwIfAborted();
  const opened = await readText(path);
  const changes: Rewrite[] = [];
  const format = formatOfFile(said, resolve(path));
  const rewriter = createTextRewriter(format, task, listenerOf(context, path, changes), task.found);
  const fresh = rewriter.push(opened.text) + rewriter.end();
  if (fresh !== opened.text && !context.dryRun)
    await replaceText(opened, fresh, Date.now() / 1000, context.signal);
  const what =
    fresh === opened.text ? 'stays as it is' : context.dryRun ? 'would be rewritten' : 'was rewritten';
  context.message.debug(`${path} (${format}) ${what}`);
  task.changes.push(...changes);
}

function listenerOf(
  { message }: ReuuidContext,
  file: string | null,
  changes: Rewrite[] | null,
): TextListener {
  const at = file === null ? '' : `${file}, `;
  const readable = (text: string | null) => (text === null ? null : readableText(text));
  return {
    change: ({ line, change, old, new: fresh }) =>
      changes?.push({ file, line, change, old: readable(old), new: readable(fresh) }),
    left: ({ line, id, where, isComment }) => {
      const text = `${at}line ${line}: ${readableText(id)} stays in ${where}`;
      // Of comments nobody boots: who wants to know asks.
      if (isComment) message.debug(text);
      else message.warning(text);
    },
    tooLong: (line) => message.warning(`${at}line ${line} is too long for an entry and is left unchanged`),
  };
}
