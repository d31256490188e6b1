import type { Messages } from '../context.ts';
import { cutText } from './cut-text.ts';
import { oneLine } from './one-line.ts';

/** How standard error is written to. */
export interface MessageStyle {
  /** The command's name, before each line. */
  readonly name: string;
  /** Standard error is the journal: each line begins with its priority, as sd-daemon(3) has it. */
  readonly journal: boolean;
  readonly colour: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

// Priorities of syslog(3), and the SGR codes of systemd's own log lines.
const levels = {
  error: { priority: 3, sgr: '31;1' },
  warning: { priority: 4, sgr: '33;1' },
  info: { priority: 6, sgr: '' },
  debug: { priority: 7, sgr: '90' },
} as const;

/** Messages as lines of text, handed to `write` one by one with their newline. */
export function createMessages(style: MessageStyle, write: (line: string) => void): Messages {
  const say = (level: keyof typeof levels, text: string) => write(`${messageLine(style, level, text)}\n`);
  return {
    error: (text) => say('error', text),
    warning: (text) => say('warning', text),
    info: (text) => {
      if (!style.quiet) say('info', text);
    },
    debug: (text) => {
      if (style.verbose) say('debug', text);
    },
  };
}

/** One message as a line, without its newline. */
export function messageLine(style: MessageStyle, level: keyof typeof levels, text: string): string {
  const { priority, sgr } = levels[level];
  const line = `${style.name}: ${oneLine(cutText(text))}`;
  if (style.journal) return `<${priority}>${line}`;
  return style.colour && sgr !== '' ? `\u001b[${sgr}m${line}\u001b[0m` : line;
}
