import { type Context, type ExitStatus, exitStatus, wrong } from '@twinroot/lib-command';
import { type IdMap, IdMapError, parsePair, readIdMap } from '@twinroot/lib-idmap';
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
import type { spec } from './spec.ts';

/** Rewrites the fstab on standard input; asked for records, it writes what changes instead. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { message, options, asksForRecords } = context;
  const { rules, ids } = gather(context);
  const changes: Rewrite[] = [];
  const rewriter = createFstabRewriter(rules, ids, listenerOf(context, changes));
  for await (const text of rewritten(context.readBytes(), rewriter)) {
    if (!asksForRecords && text !== '') await context.writeBytes(Buffer.from(text, 'latin1'));
  }
  if (asksForRecords) await context.writeGroup(rewriteTable, changes);
  const missed = rewriter.missed();
  for (const what of missed) message.warning(`no entry has ${readableText(what)}`);
  return options.strict && missed.length > 0 ? exitStatus.failed : exitStatus.done;
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

function listenerOf({ message, asksForRecords }: Context<typeof spec>, changes: Rewrite[]): FstabListener {
  return {
    change: asksForRecords
      ? (line, { change, old, new: fresh }) =>
          void changes.push({ file: null, line, change, old: readable(old), new: readable(fresh) })
      : undefined,
    stays: (line, id, where) => message.warning(`line ${line}: ${readableText(id)} stays in ${where}`),
    tooLong: (line) => message.warning(`line ${line} is too long for an entry and is left unchanged`),
  };
}

function readable(text: string | null): string | null {
  return text === null ? null : readableText(text);
}
