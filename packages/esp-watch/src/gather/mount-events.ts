import { startLines, type ToolError } from '@twinroot/lib-tool';

/** How long until findmnt is started again, in milliseconds: doubled up to the last. */
const pauses = [1000, 60_000] as const;

/**
 * Calls back at every mount and unmount: findmnt of util-linux waits for them by poll(2) on mountinfo, which Node cannot, and
 * which is not polling in spite of its name. One that ends (it was killed) is started again, and then everything may have
 * been mounted meanwhile.
 *
 * @param failed told once, when it cannot be started
 */
export function watchMounts(
  heard: () => void,
  failed: (error: ToolError) => void,
): { stop(): Promise<void> } {
  let pause: number = pauses[0];
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let child = start();

  function start() {
    const started = startLines('findmnt', ['--poll', '--noheadings', '--output', 'ACTION,TARGET'], {
      out: () => {
        pause = pauses[0];
        heard();
      },
    });
    started.ended.then((error) => {
      if (error === null || isStopped) return;
      if (error.code === 'ENOENT' || error.code === 'SPAWN') return failed(error);
      timer = setTimeout(() => {
        child = start();
        heard();
      }, pause);
      pause = Math.min(pause * 2, pauses[1]);
    });
    return started;
  }

  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await child.stop();
    },
  };
}
