import { compileNameGlob, fits } from '@twinroot/lib-glob';

/** A part of a glob, between slashes: `**`, or what a name must be like; whether it names a dot that a name begins with. */
type Part = '**' | { readonly matches: (name: string) => boolean; readonly hasDot: boolean };

/** Alternatives in braces that one glob may have in all. */
const mostAlternatives = 100;

/**
 * What a glob matches, as in a shell with globstar: `*`, `?` and `[…]` within a name, `**` any directories, `{a,b}` one of them;
 * a dot that a name begins with is matched by a dot only.
 *
 * @throws {RangeError} for braces with more than a hundred alternatives
 */
export function compileGlob(glob: string): (path: string) => boolean {
  const forms = alternativesOf(glob).map((form) => form.split('/').map(partOf));
  return (path) => {
    const names = path.split('/');
    return forms.some((parts) => fits(parts, names, { isWild: (part) => part === '**', isOne: isName }));
  };
}

function isName(part: Part, name: string): boolean {
  const isHidden = name.startsWith('.');
  return part === '**' ? !isHidden : (!isHidden || part.hasDot) && part.matches(name);
}

function partOf(text: string): Part {
  if (text === '**') return '**';
  return { matches: compileNameGlob(text), hasDot: /^\\?\./.test(text) };
}

/** The globs that one with braces stands for: `a{b,c}` is `ab` and `ac`; a brace without a comma is itself. */
function alternativesOf(glob: string): readonly string[] {
  const found = new Set<string>();
  const open = [glob];
  for (let form = open.pop(); form !== undefined; form = open.pop()) {
    const [whole, inner] = /\{([^{}]*,[^{}]*)\}/.exec(form) ?? [];
    if (whole === undefined || inner === undefined) found.add(form);
    else {
      const at = form.indexOf(whole);
      for (const each of inner.split(','))
        open.push(form.slice(0, at) + each + form.slice(at + whole.length));
    }
    if (found.size + open.length > mostAlternatives)
      throw new RangeError(`${glob} has more than ${mostAlternatives} alternatives in braces`);
  }
  return [...found];
}
