#!/bin/sh
# ./install [--hooks SET]… [--force] DESTDIR, and ./uninstall [--force] DESTDIR: what `npm run install-files` does, and
# `uninstall-files`, with --prefix /usr/local; from an archive, without Node. Its list is theirs, and so is its record.
# What it has to keep in mind is in variables and pipes: there may be no room on any disk.
set -eu
umask 022
unset CDPATH
export LC_ALL=C
me=${0##*/}
record=/usr/local/lib/twinroot/installed

# Says what is wrong, in one line or several, and ends.
complain() {
  printf '%s\n' "$1" | while IFS='' read -r line; do printf '%s: %s\n' "$me" "$line"; done >&2
  exit 1
}

for tool in awk cat chmod cp flock ln mkdir mv readlink rm rmdir sed sha256sum sort sync tail tr wc xargs; do
  command -v "$tool" >/dev/null || complain "$tool is not in PATH: install it first"
done
case $(printf abc | sha256sum 2>/dev/null) in
  ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\ *) ;;
  *) complain 'sha256sum does not work here: install another one first' ;;
esac
sync -f /dev/null 2>/dev/null || complain 'sync has no -f here: install another one first'

self=$(readlink -f -- "$0")
me=${self##*/}
cd -- "${self%/*}/"

usage() {
  cat <<END
Usage: ./$me [OPTION…] DESTDIR

DESTDIR is where the root directory of the machine is: / for this machine itself.

  --hooks SET  arch, debian, dracut, kernel-install, all (as without), or none; may be repeated (install only)
  --force      also what is not as it was left, or not ours
  -h, --help   this text
END
}

wrong() {
  printf '%s: %s\n\n' "$me" "$1" >&2
  usage >&2
  exit 2
}

sets='' force='' dest=''
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage && exit 0 ;;
    --force) force=yes ;;
    --hooks)
      [ $# -gt 1 ] || wrong '--hooks: which?'
      shift
      case $1 in
        all) sets="$sets arch debian dracut kernel-install" ;;
        none) sets="$sets none" ;;
        arch | debian | dracut | kernel-install) sets="$sets $1" ;;
        *) wrong "--hooks $1: there are arch, debian, dracut, kernel-install, all and none" ;;
      esac
      ;;
    -*) wrong "unknown option $1" ;;
    *)
      [ -z "$dest" ] || wrong 'exactly one DESTDIR is required'
      case $1 in
        *'
'*) wrong 'DESTDIR has a line break in its name' ;;
        /*) dest=$1 ;;
        *) wrong "DESTDIR has to be an absolute path: $1" ;;
      esac
      ;;
  esac
  shift
done
[ -n "$dest" ] || wrong 'exactly one DESTDIR is required'
dest=${dest%/}
[ -n "$sets" ] || sets='arch debian dracut kernel-install'

# Lists are lines in variables: of paths, or of `MARK PATH` as the record has them. One that is empty has no line.
lines() {
  for list do [ -z "$list" ] || printf '%s\n' "$list"; done
}

count() {
  lines "$1" | wc -l
}

is_among() {
  case "
$2
" in *"
$1
"*) return 0 ;; esac
  return 1
}

# The lines on stdin that are none of $1.
not_in() {
  while IFS='' read -r line; do is_among "$line" "$1" || printf '%s\n' "$line"; done
}

# Of lines of a record: those of files and links, the directories, all paths.
files() {
  sed '/^- /d'
}

directories() {
  sed -n 's/^- //p'
}

paths() {
  sed 's/^[^ ]* //' | sort -u
}

# The directories above paths, the outermost first.
parents() {
  awk '{ while (sub("/[^/]*$", "") && $0 != "") print }' | sort -u
}

# What is below a directory at the paths that are on stdin, as `MARK PATH`: nothing where nothing is. What cannot be read, or is
# nothing that we install, has a mark that is in no record.
present() (
  cd "$1/" || exit 1
  kinds=$(while IFS='' read -r path; do
    if [ -h ".$path" ]; then
      target=$(readlink ".$path")
      case $target in
        *[!A-Za-z0-9./_-]*) printf 'other %s\n' "$path" ;;
        */*) printf 'link:%s %s\n' "$(lines "$target" | sed 's,/,%2F,g')" "$path" ;;
        *) printf 'link:%s %s\n' "$target" "$path" ;;
      esac
    elif [ -d ".$path" ]; then
      printf -- '- %s\n' "$path"
    elif [ -f ".$path" ]; then
      printf 'file %s\n' "$path"
    elif [ -e ".$path" ]; then
      printf 'other %s\n' "$path"
    fi
  done)
  {
    lines "$kinds" | sed -n 's/^file /./p' | tr '\n' '\0' | xargs -0 -r sha256sum
    lines "$kinds"
  } | awk '{ path = $0; sub("^[^ ]* +", "", path) }
    path ~ "^[.]/" { sum[substr(path, 2)] = $1; next }
    $1 == "file" && path in sum { print "sha256:" sum[path] " " path; next }
    { print }'
)

# Whether a line of the plan is asked for, by the sets that it is for.
is_wanted() {
  for set in common $sets; do
    case ,$1, in *,"$set",*) return 0 ;; esac
  done
  return 1
}

# Whether paths of the machine, which are on stdin, are in DESTDIR: an absolute link below it leads to another machine, this one.
are_inside() {
  [ -n "$dest" ] || return 0
  root=$(cd -P -- "$dest/" && pwd -P)
  outside=$(sed 's,/[^/]*$,,' | sort -u | while IFS='' read -r path; do
    until [ -e "$dest$path" ] || [ -h "$dest$path" ]; do path=${path%/*}; done
    real=$(cd -P -- "$dest$path/" 2>/dev/null && pwd -P) || real="nowhere"
    case $real/ in
      "${root%/}"/*) ;;
      *) printf '%s leads out of %s, to %s: do it in a chroot\n' "$dest$path" "$dest" "$real" ;;
    esac
  done | sort -u)
  [ -z "$outside" ] || complain "$outside"
}

# One at a time: the directory is locked until this program ends.
lock() {
  exec 9<"$dest/"
  flock -n 9 && return 0
  [ $? -ne 1 ] || complain "another installer is at work below ${dest:-/}"
  return 1
}

# Whether there is a record.
has_record() {
  if [ ! -e "$dest$record" ] && [ ! -h "$dest$record" ]; then return 1; fi
  if [ ! -f "$dest$record" ] || [ -h "$dest$record" ]; then complain "$dest$record is not a file: move it away"; fi
}

# The lines of the record, but for those that are damaged.
recorded() {
  text=$(tr -d '\000' <"$dest$record")
  lines "$text" | sed -nE -e '\,/\.\.(/|$),d' -e '\,^(-|special|link:[^ ]+|sha256:[0-9a-f]{64}) /.+$,p'
}

# Writes the record, and has it on the disk; a line that comes twice counts once.
write_record() {
  text=$(lines "$@" | awk '!known[$0]++ { print; n++ } END { print "# " n + 0 }')
  temporary=$dest$record.twinroot-new
  rm -f "$temporary"
  (set -C && lines "$text" | cat >"$temporary")
  chmod 644 "$temporary"
  sync "$temporary"
  mv -f "$temporary" "$dest$record"
  temporary=''
  sync "$dest${record%/*}"
}

# Makes directories that are on stdin, the outermost first.
make_directories() {
  while IFS='' read -r path; do [ -d "$dest$path" ] || mkdir -m 755 "$dest$path"; done
}

# Takes directories away that are on stdin, the innermost first; what others have put something into is theirs now.
remove_directories() {
  sort -r | while IFS='' read -r path; do rmdir "$dest$path" 2>/dev/null || :; done
}

# Takes files and links away, and what was killed half made beside them; a directory in their place is not ours.
remove_files() {
  [ -n "$1" ] || return 0
  disable_units "$1"
  lines "$1" | while IFS='' read -r path; do
    for place in "$dest$path" "$dest$path.twinroot-new"; do
      if [ -h "$place" ] || [ ! -d "$place" ]; then printf '%s\0' "$place"; fi
    done
  done | xargs -0 -r rm -f --
}

# Links of the administrator by which units among these paths are enabled go, or they would lead nowhere.
disable_units() {
  top=$dest/etc/systemd/system
  for link in "$top"/* "$top"/*.wants/* "$top"/*.requires/* "$top"/*.upholds/*; do
    [ -h "$link" ] || continue
    # A directory of them that is a link may lead to another machine.
    [ "${link%/*}" = "$top" ] || [ ! -h "${link%/*}" ] || continue
    target=$(readlink "$link")
    from=${link#"$dest"}
    from=${from%/*}
    while [ "$target" != "${target#../}" ]; do target=${target#../} from=${from%/*}; done
    case $target in /*) ;; *) target=$from/$target ;; esac
    case $target in */systemd/system/*) ;; *) continue ;; esac
    is_among "$target" "$1" || continue
    rm "$link"
    printf 'disabled: %s\n' "$link"
  done
}

tell_systemd() {
  [ -n "$dest" ] || case $1 in */systemd/system/*) printf 'systemd has to be told: systemctl daemon-reload\n' ;; esac
}

# Where not all came into its place, the record has what did; and where that is nothing, there is no record, and no directories.
leave_half() {
  there=$(lines "$wanted" | paths | present "$dest")
  if [ -n "$old" ] || [ "$(lines "$there" | not_in "$wanted")" != "$there" ]; then
    complain 'not all is installed: ./install again, or ./uninstall'
  fi
  rm -f "$dest$record"
  lines "$made" | remove_directories
}

# What is half made goes, whatever ends this program.
temporary='' is_half=''
clean_up() {
  trap '' HUP INT TERM
  [ -z "$temporary" ] || rm -f "$temporary"
  [ -z "$is_half" ] || leave_half
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Whether the archive is whole: the last line of the plan counts the others, and each file is as its line says.
is_whole() {
  [ "$(tail -n 1 plan)" = "# $(($(wc -l <plan) - 1))" ] || complain 'the plan is damaged: unpack the archive again'
  of_files=$(lines "$wanted" | sed -n '/^sha256:/p')
  there=$(lines "$of_files" | paths | present ./files)
  torn=$(lines "$of_files" | not_in "$there" | paths)
  [ -z "$torn" ] || complain "$(lines "$torn" | sed 's,.*,files& is damaged or missing: unpack the archive again,')"
}

# Whether nothing is in the way: there, not as it is to be, and not as this program left it.
is_free() {
  there=$(lines "$wanted" | paths | present "$dest")
  problems=$(lines "$there" | not_in "$(lines "$old" "$wanted" | files)" | while read -r mark path; do
    if [ "$mark" = - ]; then
      printf '%s is a directory: move it away\n' "$dest$path"
    elif [ -z "$force" ]; then
      printf '%s is there and is not ours: move it away, or --force\n' "$dest$path"
    fi
  done)
  [ -z "$problems" ] || complain "$problems"
}

# Puts a file or link in its place at once: an old one may be running.
put() {
  temporary=$dest$3.twinroot-new
  if [ -e "$temporary" ] || [ -h "$temporary" ]; then rm -f "$temporary"; fi
  case $1 in
    link:*%2F*) ln -s "$(lines "${1#link:}" | sed 's,%2F,/,g')" "$temporary" ;;
    link:*) ln -s "${1#link:}" "$temporary" ;;
    *)
      cp "files$3" "$temporary"
      chmod "$2" "$temporary"
      ;;
  esac
  # Into what a link to a directory leads to, it would be moved.
  [ ! -d "$dest$3" ] || rm -f "$dest$3"
  mv -f "$temporary" "$dest$3"
  temporary=''
}

install_files() {
  wanted=$(while read -r mark _ of path; do ! is_wanted "$of" || printf '%s %s\n' "$mark" "$path"; done <plan)
  is_whole
  mkdir -p "$dest/"
  lock
  old=''
  ! has_record || old=$(recorded)
  above=$({ lines "$wanted" | paths && echo "$record"; } | parents)
  gone=$(lines "$old" | files | paths | not_in "$(lines "$wanted" | paths)")
  { lines "$wanted" "$old" | paths && echo "$record" && { [ -z "$gone" ] || echo /etc/systemd/system/x; }; } | are_inside
  is_free
  made=$(lines "$above" | while IFS='' read -r path; do [ -d "$dest$path" ] || printf '%s\n' "$path"; done)
  is_half=yes
  echo "$record" | parents | make_directories
  # The record first, of what was and of what is to be: whatever ends this program, it names what is there.
  write_record "$old" "$(lines "$made" | sed 's/^/- /')" "$wanted"
  lines "$made" | make_directories
  while read -r mark mode of path; do ! is_wanted "$of" || put "$mark" "$mode" "$path"; done <plan
  # Then what an earlier version had, or other hooks.
  there=$(lines "$gone" | present "$dest")
  changed=$(lines "$there" | not_in "$old" | files | paths)
  lines "$changed" | while IFS='' read -r path; do
    printf '%s: %s is installed no longer, and was changed: it stays\n' "$me" "$dest$path" >&2
  done
  goes=$(lines "$gone" | not_in "$changed")
  remove_files "$goes"
  lines "$old" | directories | not_in "$above" | remove_directories
  # On the disk before anybody is told that it is: what makes an initrd may be among it.
  lines "$above" | while IFS='' read -r path; do printf '%s/\0' "$dest$path"; done | xargs -0 sync -f
  stays=$(lines "$old" "$(lines "$made" | sed 's/^/- /')" "$wanted" | while IFS='' read -r line; do
    path=${line#* }
    case $line in
      '- '*) [ ! -d "$dest$path" ] || printf '%s\n' "$line" ;;
      *) if is_among "$line" "$wanted" || is_among "$path" "$changed"; then printf '%s\n' "$line"; fi ;;
    esac
  done)
  write_record "$stays"
  is_half=''
  printf '%s files and links are below %s; %s names them\n' "$(count "$wanted")" "${dest:-/}" "$record"
  tell_systemd "$goes"
}

uninstall_files() {
  has_record || complain "nothing was installed: $dest$record is not there"
  lock
  old=$(recorded)
  sum=$(count "$old")
  [ -n "$force" ] || { [ "$(tail -n 1 "$dest$record")" = "# $sum" ] && [ "$(wc -l <"$dest$record")" -eq $((sum + 1)) ]; } ||
    complain "$dest$record is damaged, or is cut off: ./install writes it anew, or --force takes away what its whole lines name"
  { lines "$old" | paths && echo "$record" && echo /etc/systemd/system/x; } | are_inside
  ours=$(lines "$old" | files | paths)
  there=$(lines "$ours" | present "$dest")
  changed=$(lines "$there" | not_in "$old" | paths)
  [ -n "$force" ] || [ -z "$changed" ] || complain "$(lines "$changed" | while IFS='' read -r path; do
    printf '%s is not as it was installed: keep it elsewhere, and --force\n' "$dest$path"
  done)"
  remove_files "$ours"
  # The record after them: where one of them cannot be deleted, it is tried again.
  trap '' HUP INT TERM
  rm -f "$dest$record" "$dest$record.twinroot-new"
  lines "$old" | directories | remove_directories
  printf '%s files and links were taken away\n' "$(count "$(lines "$there" | files)")"
  tell_systemd "$ours"
}

case $me in
  uninstall*) uninstall_files ;;
  *) install_files ;;
esac
