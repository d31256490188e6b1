import { efiGlobalVariable, loaderInterface, readEfiVariable } from '@twinroot/lib-efivar';
import { type Booted, bootedPartition } from '../decide/booted.ts';
import {
  bootOptionName,
  type Reading,
  readBootOption,
  readingOf,
  readLoaderPartuuid,
} from '../decide/evidence.ts';

/** Which partition was booted, by the EFI variables below `sysroot`. One that is malformed does not hide the next one. */
export function readBooted(sysroot: string): Booted {
  const loader = (name: string) =>
    readingOf(() => readLoaderPartuuid(readEfiVariable(sysroot, name, loaderInterface)));
  return bootedPartition([
    ['LoaderDevicePartUUID', loader('LoaderDevicePartUUID')],
    ['StubDevicePartUUID', loader('StubDevicePartUUID')],
    ['BootCurrent', readingOf(() => bootCurrent(sysroot))],
  ]);
}

function bootCurrent(sysroot: string): Reading {
  const current = readEfiVariable(sysroot, 'BootCurrent', efiGlobalVariable);
  if (!current) return { kind: 'absent' };
  const name = bootOptionName(current);
  return readBootOption(name, readEfiVariable(sysroot, name, efiGlobalVariable));
}
