import { type Context, type ExitStatus, exitStatus, wrong } from '@twinroot/lib-command';
import { type IdMap, IdMapError, kernelNamesIn, parsePair, readIdMap } from '@twinroot/lib-idmap';
import { byteString, bytesOf, readableText } from '@twinroot/lib-lines';
import { type Rewrite, rewriteTable } from '@twinroot/lib-record';
import {
  createFstabRewriter,
  type FstabListener,
  type FstabRewriter,
  type FstabRules,
  parseFstabRules,
  RuleError,
} from '@twinroot/lib-rewrite';
import { readText, replaceText } from '@twinroot/lib-text-file';
import type { spec } from './spec.ts';

/** Rewrites the fstab on standard input, or a file in its place; asked for records, or in place, it writes what changes. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { message, options, asksForRecords } = context;
  const { rules, ids } = gather(context);
  const path = options['in-place'] ?? null;
  const changes: Rewrite[] = [];
  const isReport = asksForRecords || path !== null;
  const rewriter = createFstabRewriter(rules, ids, listenerOf(context, path, isReport ? changes : null));
  if (path === null) await rewriteInput(context, rewriter);
  else await rewriteFile(context, path, rewriter);
  if (isReport) await context.writeGroup(rewriteTable, changes);
  // Who wrote such a name into a map means it.
  for (const name of kernelNamesIn([...rewriter.found].filter(({ isOffered }) => isOffered))) {
    const advice = 'disk-map --by-uuid makes a map without such names';
    message.warning(`${readableText(name)} may be another partition at the next boot: ${advice}`);
  }
  const missed = rewriter.missed();
  for (const what of missed) message.warning(`no entry has ${readableText(what)}`);
  return options.strict && missed.length > 0 ? exitStatus.failed : exitStatus.done;
}

async function rewriteInput(context: Context<typeof spec>, rewriter: FstabRewriter): Promise<void> {
  for await (const text of rewritten(context.readBytes(), rewriter)) {
    if (!context.asksForRecords && text !== '') await context.writeBytes(Buffer.from(text, 'latin1'));
  }
}

/** Nothing is written when a new text could not be made completely, and none that is the old one. */
async function rewriteFile(
  { dryRun, message, signal }: Context<typeof spec>,
  path: string,
  rewriter: FstabRewriter,
): Promise<void> {
  const opened = await readText(path);
  const fresh = rewriter.push(opened.text) + rewriter.end();
  if (fresh === opened.text) return message.debug(`${path} stays as it is`);
  if (dryRun) return;
  await replaceText(opened, fresh, Date.now() / 1000, signal);
  message.debug(`${path} was rewritten`);
}

function gather({ options }: Context<typeof spec>): { rules: FstabRules; ids: IdMap } {
  try {
    const pairs = options.id.map((text) => parsePair(byteString(text), '--id'));
    return { rules: parseFstabRules(options), ids: readIdMap(options.map, pairs) };
  } catch (error) {
    if (!(error instanceof IdMapError || error instanceof RuleError)) throw error;
    throw wrong(readableText(error.message), { cause: error.cause });
  }
}

async function* rewritten(chunks: AsyncIterable<Uint8Array>, rewriter: FstabRewriter): AsyncIterable<string> {
  for await (const chunk of chunks) yield rewriter.push(bytesOf(chunk));
  yield rewriter.end();
}

function listenerOf(
  { message }: Context<typeof spec>,
  file: string | null,
  changes: Rewrite[] | null,
): FstabListener {
  const at = file === null ? '' : `${file}, `;
  return {
    change: changes
      ? (line, { change, old, new: fresh }) =>
          void changes.push({ file, line, change, old: readable(old), new: readable(fresh) })
      : undefined,
    stays: (line, id, where) => message.warning(`${at}line ${line}: ${readableText(id)} stays in ${where}`),
    comment: (line, id) => message.debug(`${at}line ${line}: ${readableText(id)} stays in a comment`),
    tooLong: (line) => message.warning(`${at}line ${line} is too long for an entry and is left unchanged`),
  };
}

function readable(text: string | null): string | null {
  return text === null ? null : readableText(text);
}
