import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { workspace } from '../support/binaries.ts';
import { call } from '../support/call.ts';
import { guideCommands, machineKinds } from '../support/guide-commands.ts';
import { built } from '../support/install-call.ts';
import { needs } from '../support/needs.ts';
import { readmeCommands } from '../support/readme-commands.ts';

const directory = join(workspace, 'docs/guides');
const guides = readdirSync(directory);

t.test('every command of a guide is one', needs('shellcheck'), async (t) => {
  t.ok(guides.length >= 3);
  for (const guide of guides) {
    const commands = guideCommands(guide, ...machineKinds);
    t.ok(commands.length > 0, guide);
    const input = `${commands.join('\n')}\n`;
    t.match(await call('/usr/bin/shellcheck', ['-s', 'bash', '-'], { input }), { status: 0, out: '' }, guide);
  }
});

t.test('what a guide names is there', async (t) => {
  const units = readdirSync(join(workspace, 'units'));
  const theirs = /^(dual-root-syncd|bind-mount-efi|bootbind|bootsync)\.service$/;
  for (const guide of guides) {
    const text = readFileSync(join(directory, guide), 'utf8');
    for (const [name] of text.matchAll(/\b(?:esp|tree|dual|bind|boot)[a-z-]*\.(?:service|timer)\b/g))
      t.ok(units.includes(name) || theirs.test(name), `${guide}: ${name}`);
    for (const [name] of text.matchAll(
      /\b(?:esp|tree|disk|root)-(?:which|bind|mirror|watch|items|layout|map|clone)\b(?!\.)/g,
    ))
      t.ok(built.includes(name), `${guide}: ${name}`);
    for (const [, link = ''] of text.matchAll(/\]\(([^)#]+)[^)]*\)/g))
      if (!link.startsWith('http'))
        t.doesNotThrow(() => readdirOrRead(join(directory, link)), `${guide}: ${link}`);
  }
});

t.test('no command makes the machine boot from a mirror from then on', async (t) => {
  const script = [1, 2, 3, 4, 5, 6, 7, 8].map(readmeCommands).join('');
  const commands = [
    ...script.split('\n'),
    ...guides.flatMap((guide) => guideCommands(guide, ...machineKinds)),
  ];
  for (const command of commands.filter((line) => /^(efibootmgr|bootctl)\b/.test(line))) {
    t.notMatch(
      command,
      /--create(?!-only)|^efibootmgr.* -c\b/,
      'efibootmgr --create adds to the front of BootOrder',
    );
    if (/\binstall\b/.test(command)) t.match(command, /--no-variables|--variables=no/, command);
  }
  t.ok(commands.some((line) => line.startsWith('esp-which | esp-firmware')));
});

function readdirOrRead(path: string): unknown {
  try {
    return readFileSync(path);
  } catch {
    return readdirSync(path);
  }
}
