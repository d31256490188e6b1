/** A text as lines of mdoc(7) text: one sentence a line, nothing in it that roff would obey. */
export function mdocText(text: string): string {
  return text
    .split(/(?<=[.;:?!]) (?=[A-Z])/)
    .map((line) => escapeRoff(line).replace(/^[.']/, '\\&$&'))
    .join('\n');
}

/** A text as one argument of a macro. */
export function mdocArgument(text: string): string {
  const escaped = escapeRoff(text).replaceAll('"', '\\(dq');
  // Short words may be names of macros, which are called even as arguments; punctuation is moved out of the macro.
  return `"${/^(?:[A-Z][a-z0-9%]|[.,:;()[\]?!|])/.test(escaped) ? `\\&${escaped}` : escaped}"`;
}

/** Lines that are shown as they are. */
export function mdocLiteral(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => escapeRoff(line).replaceAll('-', '\\-').replace(/^[.']/, '\\&$&'));
  return ['.Bd -literal -offset indent', ...lines, '.Ed'].join('\n');
}

/** A tagged list; each tag is a macro line without its `.It`. */
export function mdocList(width: string, items: readonly (readonly [tag: string, text: string])[]): string {
  return [`.Bl -tag -width ${width}`, ...items.flatMap(([tag, text]) => [`.It ${tag}`, text]), '.El'].join(
    '\n',
  );
}

/** A phrase as a sentence. One that begins with a value and a colon keeps the value as it is written. */
export function sentence(phrase: string, end = '.'): string {
  const first = /^[\w-]+:/.test(phrase) ? phrase.charAt(0) : phrase.charAt(0).toUpperCase();
  return `${first}${phrase.slice(1).replace(/\.$/, '')}${end}`;
}

function escapeRoff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('…', '...')
    .replaceAll('`', '\\(ga')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha');
}
