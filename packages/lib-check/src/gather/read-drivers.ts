import { readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isMissing } from '@twinroot/lib-failure';
import type { DriverFacts } from '../decide/facts/machine-facts.ts';

/**
 * The modules that drive a disk of the running machine, its own and those of what it hangs on: `virtio_blk`, `nvme`, `sd_mod` and
 * `ahci`. Those that are built in are among them where the kernel knows their names.
 *
 * Source: Linux Documentation/driver-api/driver-model/binding.rst: each device in /sys/devices has a link to its driver, which has
 * one to its module.
 */
export function readDrivers(disks: readonly string[], sysfs = '/sys'): readonly DriverFacts[] {
  return disks.map((path) => ({ path, modules: modulesOf(join(sysfs, 'class/block', basename(path))) }));
}

function modulesOf(link: string): readonly string[] {
  const found = new Set<string>();
  const place = linked(() => realpathSync(link)) ?? '/';
  for (let at = place; at !== dirname(at); at = dirname(at)) {
    const module = linked(() => readlinkSync(join(at, 'driver/module')));
    if (module !== null) found.add(basename(module).replaceAll('-', '_'));
  }
  return [...found];
}

function linked(read: () => string): string | null {
  try {
    return read();
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
