/**
 * Cuts a stream of text into lines, each given when its end is there. A carriage return ends one, too: rsync writes how far it
 * is over and over in one line.
 */
export function outputLines(onLine: (line: string) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = `${rest}${text}`.split(/[\r\n]/);
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  };
}

/** How far rsync is, of a line that --info=progress2 writes: a bar, the speed and the time left; null for another line. */
export function progressOf(line: string): string | null {
  const [, percent, speed, time] = /^\s*[\d,]+\s+(\d+)%\s+(\S+\/s)\s+(\d+:\d\d:\d\d)/.exec(line) ?? [];
  if (percent === undefined) return null;
  const done = Math.min(20, Math.floor(Number(percent) / 5));
  return `[${'#'.repeat(done)}${'.'.repeat(20 - done)}] ${percent.padStart(3)} % ${speed} ${time}`;
}
