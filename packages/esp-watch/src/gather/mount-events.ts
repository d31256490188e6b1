import { startLines } from '@twinroot/lib-tool';

/**
 * Calls back at every mount and unmount: findmnt of util-linux waits for them by poll(2) on mountinfo, which Node cannot, and
 * which is not polling in spite of its name.
 */
export function watchMounts(heard: () => void, failed: (error: Error) => void): { stop(): Promise<void> } {
  const child = startLines('findmnt', ['--poll', '--noheadings', '--output', 'ACTION,TARGET'], {
    out: heard,
  });
  let stopped = false;
  child.ended.then((error) => {
    if (error !== null && !stopped) failed(error);
  });
  return {
    async stop() {
      stopped = true;
      await child.stop();
    },
  };
}
