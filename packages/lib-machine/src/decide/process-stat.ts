/**
 * The fields of a text of /proc/PID/stat behind the process's name, which may itself hold blanks and brackets: the first is its
 * state, the 20th when it started, in clock ticks since the boot (proc_pid_stat(5), fields 3 and 22).
 */
export function statFields(stat: string): readonly string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
