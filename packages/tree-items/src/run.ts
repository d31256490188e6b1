import { type Context, type ExitStatus, exitStatus } from '@twinroot/lib-command';
import { syncItemTable } from '@twinroot/lib-record';
import { type Complaint, fault, inOrder } from './decide/complaint.ts';
import { itemsOf } from './decide/items.ts';
import { judgeList } from './decide/judge-list.ts';
import { judgeMachine } from './decide/judge-machine.ts';
import type { Settings } from './decide/settings.ts';
import { readConfig, usualFiles } from './gather/read-config.ts';
import { readMachineFacts } from './gather/read-machine-facts.ts';
import type { spec } from './spec.ts';

/** Writes the sync items of a configuration, one a group, when nothing is wrong with any of them. */
export async function run(context: Context<typeof spec>): Promise<ExitStatus> {
  const { options, message, sysroot } = context;
  const config = readConfig(sysroot, options.config);
  if (config === null) {
    message.info(`no configuration: neither /${usualFiles.join(' nor /')} exists`);
    return options.dualroot ? exitStatus.done : exitStatus.no;
  }
  const { settings, complaints } = await understand(config.bytes);
  const all = [...complaints];
  if (settings !== null && !options.dualroot) all.push(...(await judge(sysroot, settings)));
  for (const { line, kind, text } of inOrder(all)) message[kind](`${config.path}:${line}: ${text}`);
  if (settings === null || all.some(({ kind }) => kind === 'error')) return exitStatus.wrong;
  if (options.dualroot) return settings.dualroot ? exitStatus.done : exitStatus.no;
  message.debug(`${config.path}: ${settings.entries.length} directories to sync`);
  for (const item of itemsOf(settings)) await context.writeGroup(syncItemTable, [item]);
  if (settings.entries.length > 0) return exitStatus.done;
  message.info(`${config.path}: there are no directories to sync`);
  return exitStatus.no;
}

async function understand(
  bytes: Uint8Array,
): Promise<{ readonly settings: Settings | null; readonly complaints: readonly Complaint[] }> {
  // The parser is loaded only when there is a file.
  const { parseToml, TomlError } = await import('./decide/parse-toml.ts');
  const { settingsOf } = await import('./decide/settings.ts');
  try {
    return settingsOf(parseToml(bytes));
  } catch (error) {
    if (error instanceof TomlError) return { settings: null, complaints: [fault(error.line, error.message)] };
    throw error;
  }
}

async function judge(sysroot: string, { entries, rsyncOpts }: Settings): Promise<readonly Complaint[]> {
  const written = judgeList(entries, rsyncOpts);
  const paths = entries.flatMap(({ source, dests }) => [source, ...dests].map(({ path }) => path));
  const now = judgeMachine(entries, rsyncOpts, await readMachineFacts(sysroot, paths));
  // What is wrong with the paths as they are written need not be reported again of what they lead to.
  const reported = new Set(written.filter(({ kind }) => kind === 'error').map(({ line }) => line));
  return [...written, ...now.filter(({ line }) => !reported.has(line))];
}
