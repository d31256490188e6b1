import { execFileSync } from 'node:child_process';
import { fstatSync } from 'node:fs';
import t from 'tap';
import { isJournal } from '../../src/gather/surroundings.ts';

const module = import.meta.resolve('../../src/gather/surroundings.ts');
const fromSource = import.meta.resolve('@twinroot/build-tools/from-source');

t.test('the journal is told by device and inode', async (t) => {
  const { dev, ino } = fstatSync(2);
  t.ok(isJournal(`${dev}:${ino}`, 2));
  t.notOk(isJournal(`${dev}:${ino + 1}`, 2), 'a variable that was inherited');
  t.notOk(isJournal(undefined, 2));
  t.notOk(isJournal('', 2));
});

t.test('whether somebody may write to standard input', async (t) => {
  const script = `
    const { processSurroundings } = await import(${JSON.stringify(module)});
    process.stdout.write(String(processSurroundings([], new AbortController().signal).stdinIsConnected()));`;
  const told = (redirection: string) =>
    execFileSync(
      'sh',
      [
        '-c',
        `"$0" --import "$1" --input-type=module -e "$2" ${redirection}`,
        process.execPath,
        fromSource,
        script,
      ],
      { encoding: 'utf8' },
    );
  t.same(['</dev/null', '<&-', '<"$0"', '<<X\nX\n'].map(told), ['false', 'false', 'true', 'true']);
});
