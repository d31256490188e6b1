import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Context, type ExitStatus, exitStatus, wrong } from '@twinroot/lib-command';
import { readFstab } from '@twinroot/lib-fstab';
import { readMountTable } from '@twinroot/lib-mountinfo';
import { syncItemTable } from '@twinroot/lib-record';
import { type Complaint, fault, inOrder } from './complaint.ts';
import { itemsOf } from './items.ts';
import { judgeList, plain } from './judge-list.ts';
import { judgeMachine, type MachineFacts, type Place } from './judge-machine.ts';
import type { Settings } from './settings.ts';
import type { spec } from './spec.ts';

type Call = Context<typeof spec>;

/** Where the list is looked for: twinroot's own file, then dual-root's. */
const usualFiles = ['etc/twinroot/sync.toml', 'etc/dual-root/sync-daemon.conf'];

/** Writes the sync items of a configuration, one a group, when nothing is wrong with any of them. */
export async function run(context: Call): Promise<ExitStatus> {
  const { options, message } = context;
  const config = readConfig(context);
  if (config === undefined) {
    message.info(`no configuration: neither /${usualFiles.join(' nor /')} exists`);
    return options.dualroot ? exitStatus.done : exitStatus.no;
  }
  const { settings, complaints } = await understand(config.bytes);
  if (settings !== undefined && !options.dualroot) complaints.push(...(await judge(context, settings)));
  for (const { line, kind, text } of inOrder(complaints)) message[kind](`${config.path}:${line}: ${text}`);
  if (settings === undefined || complaints.some(({ kind }) => kind === 'error')) return exitStatus.wrong;
  if (options.dualroot) return settings.dualroot ? exitStatus.done : exitStatus.no;
  for (const item of itemsOf(settings)) await context.writeGroup(syncItemTable, [item]);
  if (settings.entries.length > 0) return exitStatus.done;
  message.info(`${config.path}: there are no directories to sync`);
  return exitStatus.no;
}

function readConfig({
  options,
  sysroot,
}: Call): { readonly path: string; readonly bytes: Uint8Array } | undefined {
  const paths =
    options.config === undefined ? usualFiles.map((path) => join(sysroot, path)) : [options.config];
  for (const path of paths) {
    try {
      return { path, bytes: readFileSync(path) };
    } catch (cause) {
      if (options.config === undefined && hasCode(cause, 'ENOENT')) continue;
      throw wrong(`cannot read ${path}`, { cause });
    }
  }
  return undefined;
}

async function understand(bytes: Uint8Array): Promise<{ settings?: Settings; complaints: Complaint[] }> {
  // The parser is loaded only when there is a file.
  const { parseToml, TomlError } = await import('./parse-toml.ts');
  const { settingsOf } = await import('./settings.ts');
  try {
    const { settings, complaints } = settingsOf(parseToml(bytes));
    return { settings, complaints: [...complaints] };
  } catch (error) {
    if (error instanceof TomlError) return { complaints: [fault(error.line, error.message)] };
    throw error;
  }
}

async function judge({ sysroot }: Call, { entries, rsyncOpts }: Settings): Promise<readonly Complaint[]> {
  const written = judgeList(entries, rsyncOpts);
  const { mounts, live } = await readMountTable(sysroot);
  const wanted = (await readFstab(sysroot)).map(({ mountpoint }) => mountpoint);
  const paths = entries.flatMap(({ source, dests }) => [source, ...dests].map(({ path }) => path));
  const places = new Map(paths.map((path) => [path, live ? lookAt(sysroot, path) : captured(path)]));
  // To look at a place may have mounted it.
  const facts: MachineFacts = {
    mounts: live ? (await readMountTable(sysroot)).mounts : mounts,
    wanted,
    places,
  };
  const now = judgeMachine(entries, rsyncOpts, facts);
  // What is said of the paths as they are written need not be said again of what they lead to.
  const said = new Set(written.filter(({ kind }) => kind === 'error').map(({ line }) => line));
  return [...written, ...now.filter(({ line }) => !said.has(line))];
}

/** Of a captured machine only the mounts are known: its places are taken to be there. */
function captured(path: string): Place {
  return { real: plain(path), is: 'directory' };
}

function lookAt(sysroot: string, path: string): Place {
  const whole = join(sysroot, path);
  try {
    const base = sysroot === '/' ? '' : realpathSync(sysroot);
    const real = realpathSync(whole);
    const isInside = real.startsWith(`${base}/`);
    return {
      real: isInside ? real.slice(base.length) : plain(path),
      is: statSync(real).isDirectory() ? 'directory' : 'other',
    };
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    // What a disk that died answers (EIO), and the like: no reason not to judge the rest.
    const isMissing = hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR');
    if (!isMissing) return { real: plain(path), is: 'unreadable' };
    const parent = dirname(plain(path));
    const above = parent === plain(path) ? parent : lookAt(sysroot, parent).real;
    return { real: plain(`${above}/${plain(path).slice(parent.length)}`), is: 'missing' };
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
