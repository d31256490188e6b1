/** The options of a field, in order; a comma between double quotes is part of one (mount(8)). */
export function mountOptions(field: string): readonly string[] {
  return field.match(/(?:[^,"]+|"[^"]*"?)+/g) ?? [];
}

/** The field with an option added at its end, unless it is there already. */
export function withOption(field: string, option: string): string {
  if (mountOptions(field).includes(option)) return field;
  return field === '' || field.endsWith(',') ? field + option : `${field},${option}`;
}
