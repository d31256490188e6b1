import * as v from 'valibot';

const text = v.string();

/** What an initrd brings. */
export const initrdSchema = v.object({
  /** Why it could not be looked into, as a clause; null when it could. */
  unread: v.nullable(text),
  /** Of the features that count, those that it has: `systemd`, `btrfs`, `mdadm`, … */
  has: v.array(text),
  /** Of the modules of the kernel that a root may need, those that it has, as `RELEASE/NAME`; absent: they were not looked for. */
  modules: v.exactOptional(v.array(text)),
});

/** The releases of which a root has modules, and which of those that a root may need are built into each kernel. */
export const modulesSchema = v.object({
  releases: v.array(text),
  builtin: v.exactOptional(v.record(text, v.array(text))),
});

/** The modules that drive a disk. */
export const driverSchema = v.object({ path: text, modules: v.array(text) });
