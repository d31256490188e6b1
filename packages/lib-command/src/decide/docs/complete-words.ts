import type { CommandSpec } from '../../spec.ts';
import { tablesOf } from '../every-option.ts';

/** The columns that `-o` can name, each once. */
export function columnNames(spec: CommandSpec): readonly string[] {
  const columns = tablesOf(spec).flatMap(({ fields }) => fields.flatMap(({ column }) => column ?? []));
  return [...new Set(columns)];
}
