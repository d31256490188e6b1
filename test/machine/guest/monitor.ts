import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

/** QEMU's own control of a guest, not the guest's. */
export interface Monitor {
  /** Stops the guest and writes its memory and devices, not its disks, into a file. */
  save(file: string): Promise<void>;
  /** Lets a guest that was switched on to wait for it go on from such a file. */
  resume(file: string): Promise<void>;
  /** Plugs a disk in that was left out, see block-devices.ts. */
  plug(disk: string): Promise<void>;
}

/** What QEMU says: an answer to a command, with what was wrong if it was; how a migration is; something else. */
type Message =
  | { readonly kind: 'answer'; readonly error: string | null }
  | { readonly kind: 'migration'; readonly status: unknown }
  | { readonly kind: 'other' };

function messageOf(line: string): Message {
  const said: unknown = JSON.parse(line);
  if (typeof said !== 'object' || said === null) return { kind: 'other' };
  if ('return' in said) return { kind: 'answer', error: null };
  if ('error' in said) return { kind: 'answer', error: JSON.stringify(said.error) };
  const { event, data }: { event?: unknown; data?: unknown } = said;
  if (event !== 'MIGRATION' || typeof data !== 'object' || data === null || !('status' in data))
    return { kind: 'other' };
  return { kind: 'migration', status: data.status };
}

/**
 * Opens the monitor of a QEMU.
 *
 * Source: QEMU docs/interop/qmp-spec.rst and qapi/migration.json. The URI file: is there since 8.2.
 *
 * @throws {Error} when QEMU says no, or ends
 */
export async function openMonitor(path: string): Promise<Monitor> {
  const socket = connect(path);
  await once(socket, 'connect');
  const answers: ((error: string | null) => void)[] = [];
  const migration = Promise.withResolvers<void>();
  migration.promise.catch(() => undefined);
  createInterface({ input: socket }).on('line', (line) => {
    const message = messageOf(line);
    if (message.kind === 'answer') answers.shift()?.(message.error);
    if (message.kind !== 'migration') return;
    if (message.status === 'completed') migration.resolve();
    if (message.status === 'failed') migration.reject(new Error('the migration failed'));
  });
  socket.on('error', () => undefined); // its end is told by `close`
  const closed = once(socket, 'close').then((): never => {
    throw new Error('QEMU ended');
  });
  closed.catch(() => undefined);
  const execute = async (command: string, given: object = {}) => {
    const { promise, resolve } = Promise.withResolvers<string | null>();
    answers.push(resolve);
    socket.write(`${JSON.stringify({ execute: command, arguments: given })}\n`);
    const error = await Promise.race([promise, closed]);
    if (error !== null) throw new Error(`${command}: ${error}`);
  };
  const migrate = async (command: string, file: string) => {
    await execute('migrate-set-capabilities', { capabilities: [{ capability: 'events', state: true }] });
    await execute('migrate-set-parameters', { 'max-bandwidth': 2 ** 40 });
    await execute(command, { uri: `file:${file}` });
    await Promise.race([migration.promise, closed]);
  };
  await execute('qmp_capabilities');
  return {
    save: async (file) => {
      await execute('stop');
      await migrate('migrate', file);
    },
    resume: async (file) => {
      await migrate('migrate-incoming', file);
      await execute('cont');
    },
    plug: (disk) =>
      execute('device_add', { driver: 'virtio-blk-pci', drive: disk, serial: disk, bus: `${disk}-slot` }),
  };
}
