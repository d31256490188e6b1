import { createReadStream } from 'node:fs';
import { encodeFacts, FactsError, judge, type MachineFacts, readMachineFacts } from '@twinroot/lib-check';
import {
  type Context,
  createMeter,
  type ExitStatus,
  exitStatus,
  failed,
  no,
  wrong,
} from '@twinroot/lib-command';
import { givenSet, setNow } from '@twinroot/lib-esp-set';
import { failureText, type Refusal } from '@twinroot/lib-failure';
import { withMembers } from '@twinroot/lib-member';
import { type EspMember, machineTable, RecordError } from '@twinroot/lib-record';
import { writeReport } from './act/write-report.ts';
import { checkTable } from './check-table.ts';
import { askedDisk, askedMember } from './decide/asked.ts';
import { checkRecords, verdictRecord } from './decide/check-records.ts';
import { judgementBelow } from './decide/fix-below.ts';
import { metricsOf } from './decide/metrics.ts';
import { statusOf } from './decide/status.ts';
import { summaryOf } from './decide/summary.ts';
import { factsIn } from './gather/facts-in.ts';
import type { spec } from './spec.ts';

/** Tells of each member whether the machine comes up from it, by what was gathered here or elsewhere. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { options, message } = context;
  const facts =
    options.from === undefined ? await gatherHere(context) : await readFacts(context, options.from);
  for (const [topic, why] of facts.unknown) message.info(`${topic}: ${why}`);
  if (options.gather) {
    await context.writeGroup(machineTable, encodeFacts(facts));
    return exitStatus.done;
  }
  const disks = options.without.map((disk) => orWrong(askedDisk(facts, disk)));
  const asked = new Set(options.member.map((member) => orWrong(askedMember(facts, member))));
  const lost = disks.length === 0 ? null : disks;
  const sysroot = options.from === undefined ? context.sysroot : '/';
  const judgements = judge(facts, lost)
    .filter(({ member }) => asked.size === 0 || asked.has(member.partuuid))
    .map((judgement) => judgementBelow(judgement, sysroot));
  const status = statusOf(judgements, options.strict);
  const now = Math.floor(Date.now() / 1000);
  if (!options.summary) await context.writeGroup(checkTable, checkRecords(judgements));
  else if (context.asksForRecords) await context.writeGroup(checkTable, judgements.map(verdictRecord));
  else await context.writeBytes(Buffer.from(summaryOf(judgements, lost)));
  const motd = status === exitStatus.done ? null : summaryOf(judgements, lost);
  const reports = [
    [options.metrics, () => metricsOf(facts, judgements)],
    [options.motd, () => motd],
  ] as const;
  let isWritten = true;
  for (const [path, text] of reports)
    if (path !== undefined)
      await writeReport(path, text(), now).catch((error: unknown) => {
        isWritten = false;
        message.error(failureText(error));
      });
  return isWritten ? status : exitStatus.failed;
}

async function gatherHere(context: Context<typeof spec>): Promise<MachineFacts> {
  const { sysroot, signal, options, message, progress } = context;
  const meter = progress && createMeter(progress);
  const found = await readSet(context);
  return withMembers({ sysroot, signal, wait: null }, async (access) => {
    const { members, warnings } = setNow(found, access.machine);
    for (const warning of warnings) message.warning(warning);
    return readMachineFacts(access, members, {
      scrub: options.scrub,
      onScrub: meter && ((name, size) => meter.begin(`reading ${name}`, size)),
      signal,
    });
  });
}

async function readFacts({ options, readBytes }: Context<typeof spec>, from: string): Promise<MachineFacts> {
  if (options.scrub)
    throw wrong('--scrub reads the files of this machine, and --from judges another: use one of them');
  try {
    return await factsIn(from === '-' ? readBytes() : createReadStream(from));
  } catch (error) {
    if (error instanceof RecordError || error instanceof FactsError) throw wrong(`${from}: ${error.message}`);
    throw error;
  }
}

/** The set on standard input, or, where nobody may write there, as the machine has it. */
async function readSet(context: Context<typeof spec>): Promise<readonly EspMember[]> {
  const found = await givenSet(context);
  if (found.kind === 'none') throw found.isAnswer ? no(found.reason) : failed(found.reason);
  return found.members;
}

function orWrong(asked: string | Refusal): string {
  if (typeof asked !== 'string') throw wrong(asked.reason);
  return asked;
}
