import t from 'tap';
import { terminalSvg } from '../src/demo/terminal-svg.ts';

const runs = [
  {
    line: 'esp-which | esp-check --summary',
    output: '/efi0 boots alone\n/efi1 WOULD NOT boot alone: <why> & "so"\n',
  },
  { line: 'true', output: '' },
  { line: `echo ${'word '.repeat(40)}`, output: 'x'.repeat(200) },
];

t.test('what was run, and what it said', async (t) => {
  const svg = terminalSvg('A title', runs);
  const texts = [...svg.matchAll(/<text [^>]*class="(\w+)">([^<]*)<\/text>/g)].map(([, kind, text]) => [
    kind,
    text,
  ]);
  t.strictSame(texts.slice(0, 5), [
    ['title', 'A title'],
    ['command', '# esp-which | esp-check --summary'],
    ['good', '/efi0 boots alone'],
    ['bad', '/efi1 WOULD NOT boot alone: &lt;why&gt; &amp; &quot;so&quot;'],
    ['command', '# true'],
  ]);
});

t.test('nothing is lost, and nothing is wider than the picture', async (t) => {
  const svg = terminalSvg('A title', runs);
  const texts = [...svg.matchAll(/<text [^>]*class="(?:command|output)">([^<]*)<\/text>/g)].map(
    ([, text = '']) => text,
  );
  t.ok(texts.every((text) => text.length <= 120));
  const whole = texts.join(' ');
  t.equal(whole.match(/word/g)?.length, 40);
  t.equal(whole.match(/x/g)?.length, 200);
});
