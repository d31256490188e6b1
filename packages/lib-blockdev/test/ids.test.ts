import t from 'tap';
import { isGptPartuuid, parseFsUuid, parsePartuuid } from '../src/ids.ts';

const gpt = '0e3a8f0c-1c2d-4b5e-8f90-a1b2c3d4e5f6';
const cases: readonly (readonly [text: string, partuuid: string | null, isGpt: boolean])[] = [
  [gpt, gpt, true],
  [gpt.toUpperCase(), gpt, true],
  ['04012e69-01', '04012e69-01', false],
  ['04012E69-0A', '04012e69-0a', false],
  ['04012e69-1', null, false],
  [`{${gpt}}`, null, false],
  [`${gpt}0`, null, false],
  ['6B7E-A837', null, false],
  ['', null, false],
];
for (const [text, partuuid, isGpt] of cases) {
  t.test(`'${text}' ${partuuid === null ? 'is not a' : 'is a'} PARTUUID`, async (t) => {
    const parsed = parsePartuuid(text);
    t.equal(parsed, partuuid);
    if (parsed !== null) t.equal(isGptPartuuid(parsed), isGpt);
  });
}

t.test('a UUID of a file system keeps its spelling', async (t) => {
  t.equal(parseFsUuid('6B7E-A837'), '6B7E-A837');
  t.equal(parseFsUuid(''), null);
});
