import { escapeField, mountOptions, unescapeField } from '@twinroot/lib-fstab';
import { byteString } from '@twinroot/lib-lines';
import { namedValue, parseVariable, type Variable } from './fstab-variables.ts';
import { normalMountPoint } from './mount-point.ts';
import { RuleError } from './rule-error.ts';

/** A directory, as a path and as a field spells it. */
export interface Prefix {
  readonly path: string;
  readonly field: string;
}

/** A mount option that is added. */
export interface AddedOption {
  readonly mountpoint: string;
  readonly option: string;
}

/** What is done to the entries of an fstab, beside their ids. */
export interface FstabRules {
  readonly under: Prefix | null;
  readonly addPeer: Prefix | null;
  readonly addOptions: readonly AddedOption[];
  readonly drops: ReadonlySet<string>;
  readonly variables: readonly Variable[];
  /** Types of file systems, by mount points. */
  readonly types: ReadonlyMap<string, string>;
}

/** The options that say rules, as they are given. */
export interface FstabRuleTexts {
  readonly under?: string | undefined;
  readonly 'add-peer'?: string | undefined;
  readonly 'add-option'?: readonly string[];
  readonly drop?: readonly string[];
  readonly set?: readonly string[];
  readonly 'fs-type'?: readonly string[];
}

/**
 * FstabRules from the texts of options.
 *
 * @throws {RuleError} for the first that says none
 */
export function parseFstabRules(texts: FstabRuleTexts): FstabRules {
  return {
    under: prefixOf('--under', texts.under),
    addPeer: prefixOf('--add-peer', texts['add-peer']),
    addOptions: (texts['add-option'] ?? []).flatMap(addedOptions),
    drops: new Set((texts.drop ?? []).map(dropped)),
    variables: variablesOf(texts.set ?? []),
    types: new Map((texts['fs-type'] ?? []).map(typeAt)),
  };
}

function variablesOf(texts: readonly string[]): readonly Variable[] {
  const variables = texts.map((text) => parseVariable(byteString(text)));
  for (const { name, value } of variables) {
    if (variables.some((other) => other.name === name && other.value !== value))
      throw new RuleError('--set', `${name} has two values`);
  }
  return variables;
}

function prefixOf(option: string, text: string | undefined): Prefix | null {
  if (text === undefined) return null;
  const path = normalMountPoint(byteString(text));
  const names = path.split('/');
  if (!path.startsWith('/') || path.includes('\0') || names.includes('.') || names.includes('..'))
    throw new RuleError(`${option} ${text}`, "expected an absolute path without '..'");
  if (path === '/' && option === '--add-peer')
    throw new RuleError(`${option} ${text}`, 'the peer cannot be mounted on the root itself');
  return path === '/' ? null : { path, field: escapeField(path) };
}

function addedOptions(text: string): readonly AddedOption[] {
  const option = `--add-option '${text}'`;
  const [, mountpoint = '', list = ''] = namedValue.exec(byteString(text)) ?? [];
  if (mountpoint === '') throw new RuleError(option, 'expected a mount point and an option');
  const options = mountOptions(list.replace(/[ \t\r\n]/g, escapeField));
  if (options.length === 0) throw new RuleError(option, 'expected an option');
  const path = normalMountPoint(unescapeField(mountpoint));
  return options.map((each) => ({ mountpoint: path, option: each }));
}

function typeAt(text: string): readonly [mountpoint: string, type: string] {
  const [, mountpoint = '', type = ''] = namedValue.exec(byteString(text)) ?? [];
  if (!/^[\w.-]+$/.test(type))
    throw new RuleError(`--fs-type '${text}'`, 'expected a mount point and a type');
  return [normalMountPoint(unescapeField(mountpoint)), type];
}

function dropped(text: string): string {
  if (text.trim() === '') throw new RuleError(`--drop '${text}'`, 'expected a mount point');
  return normalMountPoint(unescapeField(byteString(text)));
}
