// A command as a process, for run-command.test.ts: its first operand says how it behaves.
import { constants, openSync, readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { espSetTable } from '@twinroot/lib-record';
import { type Context, runCommand } from '../src/index.ts';
import { spec } from './fixture.ts';

runCommand(
  spec,
  async ({
    operands: [how],
    signal,
    message,
    readGroups,
    writeGroup,
    outputIsTaken,
  }: Context<typeof spec>) => {
    if (how === 'read')
      for await (const group of readGroups(espSetTable)) await writeGroup(espSetTable, group);
    if (how === 'first') {
      for await (const group of readGroups(espSetTable)) {
        await writeGroup(espSetTable, group);
        break;
      }
    }
    if (how === 'taken') {
      for await (const group of readGroups(espSetTable)) await writeGroup(espSetTable, group);
      message.info(`unread: ${!outputIsTaken()} ${!outputIsTaken()}`);
      while (!outputIsTaken()) await sleep(5);
      message.info('read');
    }
    if (how === 'unread') {
      for await (const group of readGroups(espSetTable)) {
        message.info(`read ${group.length}`);
        await sleep(200); // long enough for whoever reads ahead
        const left = openSync('/proc/self/fd/0', constants.O_RDONLY | constants.O_NONBLOCK);
        message.info(`left ${readSync(left, Buffer.alloc(65536))}`);
        break;
      }
    }
    if (how === 'work') {
      message.info('working');
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve, { once: true });
        setTimeout(resolve, 30_000).unref();
        setInterval(() => undefined, 1000).unref();
        process.stdin.resume();
      });
      await sleep(300); // the half-done thing is finished
      message.info(`finished: ${signal.reason}`);
      process.stdin.destroy();
    }
    if (how === 'throw') setImmediate(() => JSON.parse('not JSON'));
    if (how === 'throw') await sleep(100);
    if (how === 'never') await new Promise(() => undefined);
    return 0;
  },
);
