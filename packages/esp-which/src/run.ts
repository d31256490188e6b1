import { join } from 'node:path';
import { CommandError, type Context, type ExitStatus, exitStatus } from '@twinroot/lib-command';
import { type NoEfivars, whyNoEfivars } from '@twinroot/lib-efivar';
import { failureText } from '@twinroot/lib-failure';
import { readFreeSpace, readMachine } from '@twinroot/lib-machine';
import { type EspMember, espSetTable } from '@twinroot/lib-record';
import type { Booted } from './decide/booted.ts';
import { chooseSet } from './decide/choose.ts';
import { type Operand, parseOperand } from './decide/operand.ts';
import { compileGlob, defaultPatterns } from './decide/pattern.ts';
import { readBooted } from './gather/read-booted.ts';
import { resolveOperand } from './gather/resolve-operand.ts';
import type { spec } from './spec.ts';

type Call = Context<typeof spec>;

const noEfivars: Readonly<Record<NoEfivars, string>> = {
  bios: 'not booted by UEFI (there is no /sys/firmware/efi)',
  container: 'this is a container, which has no EFI variables',
  'not-mounted': 'booted by UEFI, but efivarfs is not mounted at /sys/firmware/efi/efivars',
  'no-sysfs': '/sys is not mounted, so the EFI variables cannot be read',
};

export async function run(context: Call): Promise<ExitStatus> {
  const { options, sysroot, message } = context;
  if (options.booted && options.mirrors) throw wrong('--booted and --mirrors cannot be used together');
  const globs = (options.pattern.length > 0 ? options.pattern : defaultPatterns).map(glob);
  const isWanted = (path: string) => globs.some((one) => one.test(path));
  const operands = context.operands.map(operand);
  // Not `performance`, which loads a module first.
  const deadline = process.uptime() + (options.wait ?? 0);

  for (;;) {
    const booted = readBooted(sysroot);
    const late = process.uptime() >= deadline;
    if (booted.kind === 'unknown') {
      const because = whyNoEfivars(sysroot);
      const mayCome = because === 'not-mounted' || because === 'no-sysfs';
      if (late || !mayCome) {
        for (const warning of booted.warnings) message.warning(warning);
        throw unknown(booted, because);
      }
    } else {
      const machine = await readMachine(sysroot, context.signal);
      const choice = chooseSet(machine, {
        booted,
        isWanted,
        operands: operands.map((one) => resolveOperand(machine, one)),
      });
      if (choice.kind === 'refused' || (choice.kind === 'absent' && late))
        throw new CommandError(exitStatus.failed, choice.why);
      if (choice.kind === 'set') {
        for (const warning of [...booted.warnings, ...choice.warnings]) message.warning(warning);
        return report(context, choice.members, machine.live);
      }
    }
    // Variables and devices appear without anything that could be waited for in all the places where this runs.
    const { setTimeout } = await import('node:timers/promises');
    await setTimeout(100, undefined, { signal: context.signal });
  }
}

async function report(context: Call, members: readonly EspMember[], live: boolean): Promise<ExitStatus> {
  const { options, sysroot } = context;
  const role = options.booted ? 'booted' : options.mirrors ? 'mirror' : null;
  const wanted = members.filter((member) => role === null || member.role === role);
  if (wanted.length === 0) throw new CommandError(exitStatus.no, 'the booted ESP has no mirror');
  const records = live
    ? await Promise.all(wanted.map((member) => withFree(context, sysroot, member)))
    : wanted;
  await context.writeGroup(
    espSetTable,
    records.map((member) => ({ ...member })),
  );
  return exitStatus.done;
}

async function withFree({ message }: Call, sysroot: string, member: EspMember): Promise<EspMember> {
  if (member.mountpoint === null) return member;
  try {
    const { free } = await readFreeSpace(join(sysroot, member.mountpoint));
    return { ...member, free };
  } catch (error) {
    message.warning(
      `cannot determine the free space at ${member.mountpoint}: ${failureText(error)}, ignoring`,
    );
    return member;
  }
}

function unknown(booted: Extract<Booted, { kind: 'unknown' }>, because: NoEfivars | null): CommandError {
  const why = because === null ? booted.why : noEfivars[because];
  return new CommandError(
    booted.isBroken ? exitStatus.failed : exitStatus.no,
    `cannot determine what was booted: ${why}`,
  );
}

function glob(text: string): RegExp {
  const compiled = compileGlob(text);
  if (!compiled) throw wrong(`--pattern ${text} cannot match an absolute path`);
  return compiled;
}

function operand(given: string): Operand {
  const parsed = parseOperand(given);
  if (typeof parsed === 'string') throw wrong(parsed);
  return parsed;
}

function wrong(text: string): CommandError {
  return new CommandError(exitStatus.wrong, text);
}
