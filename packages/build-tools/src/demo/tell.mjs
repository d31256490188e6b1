// How a demo reads on the terminal: numbered steps, commands with what they said, facts that were checked.

const isTerminal = process.stdout.isTTY && !process.env['NO_COLOR'];

/** Writes a line for the one who looks on. */
export function say(text = '') {
  process.stdout.write(`${text}\n`);
}

function styled(code, text) {
  return isTerminal ? `\u001b[${code}m${text}\u001b[0m` : text;
}

/** Begins a step: what it is, and why. */
export function tellStep(number, what, why) {
  say(`\n${styled('1', `${number}. ${what}`)} ${why}`);
}

/** Shows a command line before it is run. */
export function tellCommand(prompt, line) {
  say(styled('36', `   ${prompt} ${line}`));
}

/** Shows what a command said. */
export function tellOutput(text) {
  if (text.trim() !== '') say(text.replace(/^/gm, '     ').trimEnd());
}

/** Says a fact that was told and held. */
export function tellChecked(fact) {
  say(`   ${styled('32', 'Checked:')} ${fact}`);
}
