import { join } from 'node:path';
import {
  EfivarError,
  efiGlobalVariable,
  loaderInterface,
  readEfiVariable,
  textValue,
  whyNoEfivars,
} from '@twinroot/lib-efivar';
import { readBootMenu } from '@twinroot/lib-firmware';
import { readTextIfThere } from '@twinroot/lib-sysroot';
import type { FirmwareFacts } from '../decide/facts/machine-facts.ts';

/** Vendor GUID of shim's variables (shim include/guid.h, SHIM_LOCK_GUID). */
const shimLock = '605dab50-e046-4300-abb6-3dd810dd8b23';

/** Reads what the firmware below a sysroot would start. A variable that is malformed is one that is not there. */
export function readFirmware(sysroot: string): FirmwareFacts {
  const none = whyNoEfivars(sysroot);
  if (none !== null) return unknownFirmware(words[none]);
  try {
    const { order, current, next, options } = readBootMenu(sysroot);
    const read = (name: string, guid: string) => readable(() => readEfiVariable(sysroot, name, guid));
    const secure = read('SecureBoot', efiGlobalVariable);
    const level = read('SbatLevelRT', shimLock);
    const wanted = read('LoaderEntryDefault', loaderInterface);
    return {
      unknown: null,
      isSecureBoot: secure === null ? null : secure.value[0] === 1,
      bits: readBits(sysroot),
      current,
      next,
      order,
      options: options.map(({ number, label, isActive, partuuid, file }) => ({
        number,
        label,
        isActive,
        partuuid: partuuid?.toLowerCase() ?? null,
        file,
      })),
      sbatLevel: level === null ? null : Buffer.from(level.value).toString('latin1'),
      loaderDefault: wanted === null ? null : textValue(wanted),
    };
  } catch (error) {
    if (error instanceof EfivarError) return unknownFirmware(error.message);
    throw error;
  }
}

const words = {
  bios: 'the machine was not booted by UEFI',
  container: 'this is a container',
  'not-mounted': 'efivarfs is not mounted',
  'no-sysfs': 'there is no /sys',
} as const;

/** Of firmware of which nothing is known. */
export function unknownFirmware(why: string): FirmwareFacts {
  return {
    unknown: why,
    isSecureBoot: null,
    current: null,
    next: null,
    order: [],
    options: [],
    sbatLevel: null,
    loaderDefault: null,
  };
}

/** Source: Linux Documentation/ABI/testing/sysfs-firmware-efi. */
function readBits(sysroot: string): number | null {
  const text = readTextIfThere(join(sysroot, 'sys/firmware/efi/fw_platform_size'))?.trim() ?? '';
  return /^\d+$/.test(text) ? Number(text) : null;
}

function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof EfivarError) return null;
    throw error;
  }
}
