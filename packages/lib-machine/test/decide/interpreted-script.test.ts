import t from 'tap';
import { interpretedScript } from '../../src/decide/interpreted-script.ts';

const script = (comm: string, ...words: readonly string[]) =>
  interpretedScript(comm, words.map((word) => `${word}\0`).join(''));

t.test('the script that an interpreter runs', async (t) => {
  const cases: readonly [what: string, script: string | null, comm: string, ...words: string[]][] = [
    ['by its path', 'ukify', 'python3', '/usr/bin/python3', '/usr/bin/ukify', 'build'],
    ['by its name', 'ukify', 'python3.13', 'python3.13', 'ukify'],
    ['behind options', 'dracut', 'bash', 'bash', '-e', '--norc', './dracut', '-f'],
    ['behind an option with a value', 'ukify', 'python3', 'python3', '-X', 'dev', '-W', 'ignore', 'ukify'],
    ['behind --', 'mkinitcpio', 'bash', 'bash', '--', 'mkinitcpio', '-P'],
    ['a command in a word', null, 'sh', 'sh', '-c', 'ukify'],
    ['a command in a word, with more options', null, 'bash', 'bash', '-ec', 'x', 'ukify'],
    ['a module', null, 'python3', 'python3', '-m', 'pip', 'ukify'],
    ['standard input', null, 'bash', 'bash', '-s', 'ukify'],
    ['a shell of somebody', null, 'bash', '-bash'],
    ['an editor', null, 'vim', 'vim', '/usr/bin/ukify'],
    ['a directory', null, 'python3', 'python3', 'ukify/'],
    ['a process without a command line', null, 'sh'],
  ];
  for (const [what, expected, comm, ...words] of cases) t.equal(script(comm, ...words), expected, what);
});
