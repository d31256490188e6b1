import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Agent, type Answer, connectAgent } from './agent.ts';
import { blockDevices, type DiskFile } from './block-devices.ts';
import { watchForEnd } from './giving-up.ts';
import type { Laboratory } from './machine.ts';
import { openMonitor } from './monitor.ts';

/** How a machine is switched on. */
export interface BootOptions {
  /** The disks that are there; all of them if not given. */
  readonly disks?: readonly string[];
  /** How long it may take until it takes commands. */
  readonly seconds?: number;
  /** Another image for /opt/twinroot. */
  readonly tools?: string;
  /** Records every write to a disk in a file, see judge/write-log.ts. */
  readonly record?: readonly { readonly disk: string; readonly file: string }[];
  /** Whether a flush of the guest is one of the host, too, and takes its time; otherwise it is acknowledged at once. */
  readonly flushes?: boolean;
  /** Goes on from where the machine was saved, its disks as they were then, instead of booting. */
  readonly resume?: string;
  /** What QEMU starts by itself, in place of what the firmware finds on the disks. */
  readonly direct?: { readonly kernel: string; readonly initrd: string; readonly commandLine: string };
  /** A disk that is slow to come: it is plugged in when the console has had a text, so many seconds later. */
  readonly late?: { readonly disk: string; readonly text: string; readonly seconds: number };
}

/** A guest that is on, its commands ready to be called. */
export interface Guest {
  /** Counted from 1 in a run of the tests. */
  readonly number: number;
  /** The file of what it writes on its console. */
  readonly console: string;
  /** From power on until the first command could be run. */
  readonly seconds: number;
  run(script: string, seconds?: number): Promise<Answer>;
  /** Runs what has to succeed and gives its stdout. @throws {Error} with what it said */
  must(script: string, seconds?: number): Promise<string>;
  powerOff(): Promise<void>;
  /** Takes the power away. */
  kill(): Promise<void>;
  /** Writes all but the disks into a file, and ends. */
  save(file: string): Promise<void>;
}

interface Power extends BootOptions {
  readonly laboratory: Laboratory;
  readonly number: number;
}

const code = '/usr/share/OVMF/OVMF_CODE_4M.fd';
/** Beside other work a boot takes ten times as long as on a quiet machine, which proves nothing about what is booted. */
const bootSeconds = 900;

/** What ends each guest that is on, and whose it is. */
const running = new Map<() => void, Laboratory>();

/** Ends every guest of this process at once, or those of one laboratory. */
export function endGuests(of?: Laboratory): void {
  for (const [end, laboratory] of running) if (of === undefined || of === laboratory) end();
}

/** A machine that was switched on and did not come to take commands. */
export class BootError extends Error {
  readonly code = 'BOOT';
  /** What it wrote on its console. */
  readonly console: string;
  constructor(console: string, cause: unknown) {
    super(`the guest did not come up, see ${console}`, { cause });
    this.console = console;
  }
}

/**
 * Switches a machine on and waits until it takes commands.
 *
 * @throws {BootError} naming the log of the console when it does not in time
 */
export async function bootGuest(
  power: Omit<Power, 'disks'> & { readonly disks: readonly DiskFile[]; readonly variables: string },
): Promise<Guest> {
  const { laboratory, number, disks, variables, record, resume, flushes, direct, late } = power;
  const { qemu, logs } = laboratory;
  const tools = power.tools ?? laboratory.tools;
  const console = join(logs, `boot-${String(number).padStart(2, '0')}.console`);
  const sockets = mkdtempSync(join(tmpdir(), 'twinroot-guest-'));
  const port = join(sockets, 'agent');
  const control = join(sockets, 'monitor');
  const cpu = qemu.accelerator === 'kvm' ? ['-accel', 'kvm', '-cpu', 'host'] : tcg;
  const options = [
    ...qemu.firmware,
    ...['-nodefaults', '-display', 'none', '-no-reboot', '-machine', 'q35,smm=off,hpet=off', ...cpu],
    // One processor: with two, now and then one runs code that the other is patching, and the kernel dies (TCG).
    ...['-smp', qemu.accelerator === 'kvm' ? '2' : '1', '-m', '1024', '-device', 'virtio-rng-pci'],
    ...(direct === undefined
      ? ['-drive', `if=pflash,format=raw,unit=0,readonly=on,file=${code}`].concat([
          '-drive',
          `if=pflash,format=raw,unit=1,file=${variables}`,
        ])
      : ['-kernel', direct.kernel, '-initrd', direct.initrd, '-append', direct.commandLine]),
    ...['-chardev', `file,id=console,path=${console}`, '-serial', 'chardev:console'],
    // Before the agent's, so that it is there when that is.
    ...[
      '-chardev',
      `socket,id=monitor,path=${control},server=on,wait=off`,
      '-mon',
      'chardev=monitor,mode=control',
    ],
    ...(resume === undefined ? [] : ['-incoming', 'defer']),
    ...['-chardev', `socket,id=agent,path=${port},server=on,wait=off`],
    ...['-device', 'virtio-serial-pci', '-device', 'virtserialport,chardev=agent,name=twinroot.agent'],
    ...blockDevices(disks, record, flushes),
    ...['-blockdev', `driver=raw,node-name=tools,read-only=on,file.driver=file,file.filename=${tools}`],
    ...['-device', 'virtio-blk-pci,drive=tools,serial=tools'],
  ];
  const started = performance.now();
  const said = openSync(`${console}.qemu`, 'w');
  const child = spawn('nice', ['-n', '10', qemu.program, ...options], { stdio: ['ignore', said, said] });
  closeSync(said);
  const end = () => void child.kill('SIGKILL');
  running.set(end, laboratory);
  const ended = new Promise<void>((resolve) => {
    child.on('error', () => resolve());
    child.on('close', () => resolve());
  });
  void ended.then(() => {
    running.delete(end);
    rmSync(sockets, { recursive: true, force: true });
  });
  const kill = async () => {
    end();
    await ended;
  };
  let agent: Agent;
  const plugged = late && plugLate(late, console, control, ended);
  try {
    const wake = async (file: string) => (await openMonitor(control)).resume(file);
    const isUp = new AbortController();
    agent = await Promise.race([
      connectAgent(
        port,
        ended,
        power.seconds ?? bootSeconds,
        resume === undefined ? undefined : () => wake(resume),
      ),
      watchForEnd(console, ended, isUp.signal),
    ]).finally(() => isUp.abort());
    await plugged;
  } catch (error) {
    await kill();
    throw new BootError(console, error);
  }
  const must = async (script: string, seconds?: number) => {
    const answer = await agent.run(script, seconds);
    if (answer.status === 0) return answer.stdout;
    throw new Error(`in the guest, ${script}: status ${answer.status}: ${answer.stderr}`);
  };
  return {
    number,
    console,
    seconds: (performance.now() - started) / 1000,
    run: (script, seconds) => agent.run(script, seconds),
    must,
    kill,
    save: async (file) => {
      await (await openMonitor(control)).save(file);
      await kill();
    },
    powerOff: async () => {
      // It may be gone before it answers.
      agent.run('systemctl --no-block poweroff').catch(() => undefined);
      const late = setTimeout(end, 60_000);
      await ended;
      clearTimeout(late);
    },
  };
}

/** Plugs a disk in as `late` says; its errors are those of a machine that does not come up. */
async function plugLate(
  { disk, text, seconds }: NonNullable<BootOptions['late']>,
  console: string,
  control: string,
  ended: Promise<void>,
): Promise<void> {
  let isOver = false;
  void ended.then(() => (isOver = true));
  while (!isOver && !(existsSync(console) && readFileSync(console, 'utf8').includes(text))) await sleep(100);
  await sleep(seconds * 1000);
  if (!isOver) await (await openMonitor(control)).plug(disk);
}

const tcg = ['-accel', 'tcg,thread=multi,tb-size=512', '-cpu', 'max,la57=off'];
