import { runTool } from '@twinroot/lib-tool';

/** What is mounted where. Paths are absolute; a symlink in `target` is followed, so the caller looks before. */
export interface DeviceMount {
  /** Device node. */
  readonly device: string;
  readonly target: string;
  readonly fstype: string;
  /** Mount options, separated by commas. */
  readonly options: string;
}

/** A disk that is dying answers late. */
const limit = { timeoutSeconds: 120 } as const;

/** The operands of mount(8) for a device; no table is consulted when both device and target are given. */
export function mountArguments({ device, target, fstype, options }: DeviceMount): readonly string[] {
  return ['--types', fstype, '--options', options, '--', device, target];
}

/**
 * Mounts a device.
 *
 * @throws {ToolError} EXIT with what mount(8) said, TIMEOUT after two minutes.
 */
export async function mountDevice(mount: DeviceMount): Promise<void> {
  await runTool('mount', mountArguments(mount), limit);
}

/**
 * Mounts a directory a second time. Of what is mounted below it, nothing comes along.
 *
 * @throws {ToolError} as mountDevice.
 */
export async function bindMount(source: string, target: string): Promise<void> {
  await runTool('mount', ['--bind', '--', source, target], limit);
}

/**
 * Takes the topmost mount off a mount point. One that is in use stays.
 *
 * @throws {ToolError} EXIT with what umount(8) said, TIMEOUT after two minutes.
 */
export async function unmount(target: string): Promise<void> {
  await runTool('umount', ['--', target], limit);
}
