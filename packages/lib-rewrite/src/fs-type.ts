import { mountOptions } from '@twinroot/lib-fstab';

/** mount(8), FILESYSTEM-INDEPENDENT MOUNT OPTIONS: what every type of file system takes. */
const common = new Set(
  `async atime auto defaults dev diratime dirsync discard exec group iversion lazytime loud mand nodiscard noatime noauto nodev
  nodiratime noexec nofail nogroup noiversion nolazytime nomand noowner norelatime nostrictatime nosuid nosymfollow nouser owner
  relatime remount ro rw silent strictatime suid symfollow sync user users _netdev`.split(/\s+/),
);

/** Whether an option of mount(8) is one that every type of file system takes; `x-*` and `comment=` are for others than the kernel. */
export function isCommonOption(option: string): boolean {
  return common.has(option) || /^(?:[xX]-|comment=|(?:fs|def|root)?context=)/.test(option);
}

/** Options without those that only one type of file system has: what is left when the type is another one. */
export function commonOptions(field: string): readonly string[] {
  return mountOptions(field).filter(isCommonOption);
}
