/** A command line, and what it said. */
export interface Shown {
  readonly line: string;
  readonly output: string;
}

/** Columns: what is longer goes on in the next line. */
const columns = 120;
const cell = { width: 8.4, height: 19 };
const margin = { side: 18, top: 52, bottom: 18 };

/** A line of the picture, and of which kind it is. */
interface Row {
  readonly text: string;
  readonly kind: 'command' | 'output' | 'good' | 'bad';
}

/**
 * A picture of a terminal in which these command lines were run, one after the other, as SVG. It needs no font but one in which all
 * letters are equally wide, and no script.
 *
 * @param title of the window, and what a reader of the page is told that it shows
 */
export function terminalSvg(title: string, runs: readonly Shown[]): string {
  const rows = runs.flatMap((run, index) => [...(index === 0 ? [] : [blank]), ...rowsOf(run)]);
  const width = Math.ceil(columns * cell.width + 2 * margin.side);
  const height = margin.top + rows.length * cell.height + margin.bottom;
  const lines = rows.map(({ text, kind }, index) => {
    const y = margin.top + (index + 1) * cell.height - 5;
    return text === ''
      ? ''
      : `<text xml:space="preserve" x="${margin.side}" y="${y}" class="${kind}">${escaped(text)}</text>\n`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">
<style>
text { font: 14px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre; fill: #d7dae0 }
.command { fill: #7fd4ff; font-weight: 600 }
.good { fill: #8ce08c }
.bad { fill: #ff9d8a }
.title { fill: #9aa0aa; text-anchor: middle }
</style>
<rect width="${width}" height="${height}" rx="9" fill="#1d2026"/>
<circle cx="22" cy="20" r="6" fill="#ff5f57"/><circle cx="42" cy="20" r="6" fill="#febc2e"/><circle cx="62" cy="20" r="6" fill="#28c840"/>
<text x="${width / 2}" y="25" class="title">${escaped(title)}</text>
${lines.join('')}</svg>
`;
}

const blank: Row = { text: '', kind: 'output' };

function rowsOf({ line, output }: Shown): readonly Row[] {
  const said = output.trimEnd() === '' ? [] : output.trimEnd().split('\n');
  return [
    ...wrapped(`# ${line}`).map((text): Row => ({ text, kind: 'command' })),
    ...said.flatMap((text) => wrapped(text).map((part): Row => ({ text: part, kind: kindOf(text) }))),
  ];
}

/** Of what esp-check --summary says; anything else is neither. */
function kindOf(text: string): Row['kind'] {
  if (/WOULD NOT boot|may or may not boot/.test(text)) return 'bad';
  return / boots (?:alone|without)/.test(text) ? 'good' : 'output';
}

/** Broken at a blank, if there is one; what goes on is indented. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  let left = text;
  while (left.length > columns) {
    const at = left.lastIndexOf(' ', columns);
    const end = at > 4 ? at : columns;
    lines.push(left.slice(0, end));
    left = `    ${left.slice(end).trimStart()}`;
  }
  return [...lines, left];
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
