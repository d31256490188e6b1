import fc from 'fast-check';
import t from 'tap';
import { CommandError } from '../../src/decide/command-error.ts';
import { optionsKey, optionWords } from '../../src/decide/options-file.ts';

const key = 'ESP_MIRROR_OPTIONS';

const accepted: [name: string, text: string, words: string[]][] = [
  ['nothing', '', []],
  ['comments and empty lines', '\n  # ESP_MIRROR_OPTIONS="--purge"\n#\n', []],
  ['words in double quotes', 'ESP_MIRROR_OPTIONS="--scope machine"\n', ['--scope', 'machine']],
  ['words in single quotes', "ESP_MIRROR_OPTIONS='--scope machine'\n", ['--scope', 'machine']],
  ['one word without quotes', 'ESP_MIRROR_OPTIONS=--purge\n', ['--purge']],
  ['words without quotes', 'ESP_MIRROR_OPTIONS=--scope machine --purge\n', ['--scope', 'machine', '--purge']],
  ['no value', 'ESP_MIRROR_OPTIONS=\n', []],
  ['an empty value', 'ESP_MIRROR_OPTIONS=""\n', []],
  ['no newline at the end', 'ESP_MIRROR_OPTIONS="--purge"', ['--purge']],
  ['blanks before the name and behind the quote', '  ESP_MIRROR_OPTIONS="--purge"  \n', ['--purge']],
  ['lines that end as on other systems', 'ESP_MIRROR_OPTIONS="--purge"\r\n# x\r\n', ['--purge']],
  ['several lines in quotes', 'ESP_MIRROR_OPTIONS="--purge\n\t--force"\n', ['--purge', '--force']],
  ['a pattern', 'ESP_MIRROR_OPTIONS="--exclude EFI/[a-c]*/?x"', ['--exclude', 'EFI/[a-c]*/?x']],
  ['special characters within single quotes', "ESP_MIRROR_OPTIONS='a\\b $c `d`'", ['a\\b', '$c', '`d`']],
  ['a number sign within quotes', 'ESP_MIRROR_OPTIONS="a # b"', ['a', '#', 'b']],
  ['a number sign within a word', 'ESP_MIRROR_OPTIONS=a#b', ['a#b']],
  ['the other quote within quotes', `ESP_MIRROR_OPTIONS="EFI/Bob's"`, ["EFI/Bob's"]],
  ['the last line counts', 'ESP_MIRROR_OPTIONS=--purge\nESP_MIRROR_OPTIONS="--force"\n', ['--force']],
  [
    'lines for others',
    'ESP_WHICH_OPTIONS="--x"\nESP_MIRROR_OPTIONS="--purge"\nESP_BIND_OPTIONS=/efi',
    ['--purge'],
  ],
];

const refused: [name: string, text: string, line: number][] = [
  ['an expansion', 'ESP_MIRROR_OPTIONS="--exclude $x"', 1],
  ['a command', 'ESP_MIRROR_OPTIONS="`x`"', 1],
  ['a backslash', '#\nESP_MIRROR_OPTIONS="a\\\nb"', 2],
  ['an expansion without quotes', 'ESP_MIRROR_OPTIONS=$x', 1],
  ['a backslash without quotes', 'ESP_MIRROR_OPTIONS=a\\ b', 1],
  ['a second command', 'ESP_MIRROR_OPTIONS=--purge; reboot', 1],
  ['a comment behind a value', 'ESP_MIRROR_OPTIONS=--purge # all', 1],
  ['a comment behind a quote', 'ESP_MIRROR_OPTIONS="--purge" # all', 1],
  ['a word behind a quote', 'ESP_MIRROR_OPTIONS="--purge" --force', 1],
  ['quotes side by side', 'ESP_MIRROR_OPTIONS="--purge"\'\'', 1],
  ['a blank before a quote', 'ESP_MIRROR_OPTIONS= "--purge"', 1],
  ['a quote within a value', 'ESP_MIRROR_OPTIONS=--exclude "a b"', 1],
  ['a quote that is not closed', '\n\nESP_MIRROR_OPTIONS="--purge\n\n', 3],
  ['export', 'export ESP_MIRROR_OPTIONS="--purge"', 1],
  ['blanks around the sign', 'ESP_MIRROR_OPTIONS = "--purge"', 1],
  ['an addition', 'ESP_MIRROR_OPTIONS+="--purge"', 1],
  ['options without a name', '--purge', 1],
  ['a comment of systemd only', '; ESP_MIRROR_OPTIONS="--purge"', 1],
  ['an unknown name', 'ESP_MIROR_OPTIONS="--scope machine"', 1],
  ['a name in lower case', 'esp_mirror_options="--purge"', 1],
  ['a mistake in a line for another command', 'ESP_MIRROR_OPTIONS="--purge"\nESP_WHICH_OPTIONS="a', 2],
  ['bytes that are no text', 'ESP_MIRROR_OPTIONS="--purge"\n\0', 2],
];

t.test('words for a command', async (t) => {
  for (const [name, text, words] of accepted) t.strictSame(optionWords(text, key), words, name);
});

t.test('what is none of it is refused, with its line', async (t) => {
  for (const [name, text, line] of refused) {
    try {
      const words = optionWords(text, key);
      t.fail(`${name}: ${words.join(' ')}`);
    } catch (error) {
      t.ok(error instanceof CommandError && error.status === 2, name);
      t.match(error, { message: `line ${line}:` }, name);
    }
  }
});

t.test('any words come back, in either kind of quotes', async () => {
  const word = fc.stringMatching(/^[^\s"'\\$`\p{Cc}]+$/u);
  fc.assert(
    fc.property(fc.array(word), fc.constantFrom('"', "'"), (words, quote) => {
      const read = optionWords(`# x\n${key}=${quote}${words.join(' ')}${quote}\n`, key);
      return JSON.stringify(read) === JSON.stringify(words);
    }),
  );
});

t.test('a file of any bytes is read or refused, in time that grows with its length', async (t) => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'ESP_MIRROR_OPTIONS="\' \n\\#$x'.split('')) }),
      (text) => {
        try {
          return Array.isArray(optionWords(text, key));
        } catch (error) {
          return error instanceof CommandError;
        }
      },
    ),
  );
  t.equal(optionWords(`${' '.repeat(200_000)}\n`.repeat(5), key).length, 0);
});

t.test('the commands of units and hooks have a name in the file', async (t) => {
  t.equal(optionsKey('esp-which'), 'ESP_WHICH_OPTIONS');
  t.equal(optionsKey('tree-items'), null);
});
