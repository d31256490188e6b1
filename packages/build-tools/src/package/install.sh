#!/bin/sh
# ./install [--hooks SET]… [--force] DESTDIR, and ./uninstall [--force] DESTDIR: what `npm run install-files` does, and
# `uninstall-files`, with --prefix /usr/local; from an archive, without Node. Its list is theirs, and so is its record.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")"
me=${0##*/}
record=/usr/local/lib/twinroot/installed

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
      case $1 in /*) dest=$1 ;; *) wrong "DESTDIR has to be an absolute path: $1" ;; esac
      ;;
  esac
  shift
done
[ -n "$dest" ] || wrong 'exactly one DESTDIR is required'
dest=${dest%/}
[ -n "$sets" ] || sets='arch debian dracut kernel-install'

# What is at a place, as a record has it: nothing where nothing is.
mark_of() {
  if [ -h "$1" ]; then
    printf 'link:%s' "$(readlink "$1" | sed 's,/,%2F,g')"
  elif [ -d "$1" ]; then
    printf -- -
  elif [ -f "$1" ]; then
    printf 'sha256:%.64s' "$(sha256sum <"$1")"
  elif [ -e "$1" ]; then
    printf special
  fi
}

# The mark of a path in the record.
recorded() {
  [ ! -e "$dest$record" ] || sed -n "s,^\([^ ]*\) $1\$,\1,p" "$dest$record"
}

# The lines of the plan that are asked for: MARK MODE SETS PATH.
wanted() {
  while read -r mark mode of path; do
    for set in common $sets; do
      case ,$of, in *,"$set",*) printf '%s %s %s\n' "$mark" "$mode" "$path" && break ;; esac
    done
  done <plan
}

# Makes the directories above a path, and writes a line of the record for each that was not there.
make_directories() {
  parent=${1%/*}
  [ -n "$parent" ] || return 0
  if [ ! -d "$dest$parent" ]; then
    ( make_directories "$parent" ) || return 1
    mkdir "$dest$parent" || return 1
    chmod 755 "$dest$parent"
    printf -- '- %s\n' "$parent"
  fi
}

# The directories that hold paths, which are on stdin.
directories() {
  sed 's,/[^/]*$,,' | sort -u
}

# Whether directories of the machine, which are on stdin, are in DESTDIR: an absolute link below it leads to another machine, this one.
are_inside() {
  [ -n "$dest" ] || return 0
  root=$(cd -P -- "$dest/" && pwd -P)
  while read -r path; do
    until [ -e "$dest$path" ] || [ -h "$dest$path" ]; do path=${path%/*}; done
    real=$(CDPATH='' cd -P -- "$dest$path/" 2>/dev/null && pwd -P) || real="nowhere"
    case $real/ in
      "${root%/}"/*) ;;
      *) printf '%s: %s leads out of %s, to %s: do it in a chroot\n' "$me" "$dest$path" "$dest" "$real" ;;
    esac
  done | sort -u >"$work/outside"
  [ -s "$work/outside" ] || return 0
  cat "$work/outside" >&2
  return 1
}

# One at a time: the directory is locked until this program ends.
lock() {
  exec 9<"$dest/"
  flock -n 9 && return 0
  printf '%s: another ./install or ./uninstall is at work below %s\n' "$me" "${dest:-/}" >&2
  return 1
}

# Writes the record: what was in it, and the lines of $work/new. Of a path, its last line counts; the last of all counts the others.
# It is also called where `set -e` means nothing.
write_record() {
  rm -f "$dest$record.twinroot-room" &&
    make_directories "$record" >>"$work/new" &&
    awk '/^#/ { next } { path = $0; sub(/^[^ ]* /, "", path); if (!(path in line)) order[++n] = path; line[path] = $0 }
      END { for (i = 1; i <= n; i++) print line[order[i]]; print "# " n + 0 }' "$work/old" "$work/new" >"$work/record" &&
    temporary=$dest$record.twinroot-new &&
    cp "$work/record" "$temporary" &&
    chmod 644 "$temporary" &&
    sync "$temporary" &&
    mv -fT "$temporary" "$dest$record" &&
    temporary=''
}

# Where not all came into its place: the record of what did, so that it can be taken away; and where that is nothing, no directories.
leave_half() {
  while read -r mark _ path; do
    [ "$(mark_of "$dest$path")" != "$mark" ] || printf '%s %s\n' "$mark" "$path"
  done <"$work/wanted" >>"$work/new"
  if grep -q '^[^-#]' "$work/old" "$work/new"; then
    write_record || { rm -f "$dest$record.twinroot-new" && return 1; }
    printf '%s: not all is installed: ./install again, or ./uninstall\n' "$me" >&2
  else
    rm -f "$dest$record.twinroot-room"
    remove_directories "$work/new"
  fi
}

# Takes away the directories of a record, the innermost first; what others have put something into is theirs now.
remove_directories() {
  sed -n 's,^- ,,p' "$1" | sort -r | while read -r path; do rmdir "$dest$path" 2>/dev/null || :; done
}

# What is half made goes, whatever ends this program.
work='' temporary='' is_half=''
clean_up() {
  [ -z "$temporary" ] || rm -f "$temporary"
  [ -z "$is_half" ] || leave_half || :
  [ -z "$work" ] || rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Whether the archive is whole: the last line of the plan counts the others, and each file is as its line says.
is_whole() {
  if [ "$(tail -n 1 plan)" != "# $(($(wc -l <plan) - 1))" ]; then
    printf '%s: the plan is damaged: unpack the archive again\n' "$me" >&2
    return 1
  fi
  while read -r mark _ path; do
    case $mark in sha256:*) printf '%s  files%s\n' "${mark#sha256:}" "$path" ;; esac
  done <"$work/wanted" >"$work/sums"
  sha256sum --check --strict --quiet "$work/sums" >"$work/torn" 2>/dev/null && return 0
  sed "s/^\(.*\): FAILED.*/$me: \1 is damaged or missing: unpack the archive again/" "$work/torn" >&2
  return 1
}

install_files() {
  work=$(mktemp -d)
  wanted >"$work/wanted"
  is_whole || return 1
  mkdir -p "$dest/"
  lock || return 1
  { cut -d ' ' -f 3- "$work/wanted" && echo "$record"; } | directories >"$work/directories"
  are_inside <"$work/directories" || return 1
  if [ -z "$force" ]; then
    while read -r mark _ path; do
      [ -e "$dest$path" ] || [ -h "$dest$path" ] || continue
      present=$(mark_of "$dest$path")
      [ "$present" = "$mark" ] || [ "$present" = "$(recorded "$path")" ] ||
        printf '%s: %s is there and is not ours: move it away, or --force\n' "$me" "$dest$path"
    done <"$work/wanted" >"$work/problems"
    if [ -s "$work/problems" ]; then
      cat "$work/problems" >&2
      return 1
    fi
  fi
  if [ -e "$dest$record" ]; then cp "$dest$record" "$work/old"; else : >"$work/old"; fi
  is_half=yes
  # On a full disk there is to be room for the record of what came before.
  make_directories "$record" >>"$work/new"
  cat plan plan >"$dest$record.twinroot-room"
  # The record last: what an interrupted run leaves is as planned, and in no later run's way.
  while read -r mark mode path; do
    make_directories "$path" >>"$work/new"
    temporary=$dest$path.twinroot-new
    case $mark in
      link:*%2F*) ln -sfT "$(printf '%s' "${mark#link:}" | sed 's,%2F,/,g')" "$temporary" ;;
      link:*) ln -sfT "${mark#link:}" "$temporary" ;;
      *) install -m "$mode" "files$path" "$temporary" ;;
    esac
    mv -fT "$temporary" "$dest$path"
    printf '%s %s\n' "$mark" "$path" >>"$work/new"
  done <"$work/wanted"
  # On the disk before anybody is told that it is: what makes an initrd may be among it.
  while read -r path; do printf '%s/\0' "$dest$path"; done <"$work/directories" | xargs -0 sync -f
  write_record
  is_half=''
  printf '%s files and links are below %s; %s names them\n' "$(wc -l <"$work/wanted")" "${dest:-/}" "$record"
}

# Links of the administrator by which units of ours are enabled go, or they would lead nowhere.
disable_units() {
  for link in "$dest"/etc/systemd/system/* "$dest"/etc/systemd/system/*.wants/* "$dest"/etc/systemd/system/*.requires/*; do
    [ -h "$link" ] || continue
    case $(readlink "$link") in
      /usr/local/lib/systemd/system/*)
        [ -z "$(recorded "$(readlink "$link")")" ] || { rm "$link" && printf 'disabled: %s\n' "$link"; }
        ;;
    esac
  done
}

uninstall_files() {
  if [ ! -e "$dest$record" ]; then
    printf '%s: nothing was installed: %s is not there\n' "$me" "$dest$record" >&2
    return 1
  fi
  lock || return 1
  work=$(mktemp -d)
  # Without its last line it is one that was cut off: with --force, what is left of it counts.
  grep -v '^#' "$dest$record" >"$work/record" || :
  if grep -qvE '^(-|special|link:[^ ]+|sha256:[0-9a-f]{64}) /.+$' "$work/record" || grep -qE '/\.\.(/|$)' "$work/record"; then
    printf '%s: %s is damaged\n' "$me" "$dest$record" >&2
    return 1
  fi
  if [ -z "$force" ] && [ "$(tail -n 1 "$dest$record")" != "# $(wc -l <"$work/record")" ]; then
    printf '%s: %s is cut off: ./install writes it anew, or --force takes away what it still names\n' "$me" "$dest$record" >&2
    return 1
  fi
  { cut -d ' ' -f 2- "$work/record" && echo "$record" && echo /etc/systemd/system/x; } | directories >"$work/directories"
  are_inside <"$work/directories" || return 1
  if [ -z "$force" ]; then
    while read -r mark path; do
      [ "$mark" != - ] || continue
      case $mark in
        sha256:*)
          # All at once below, if they are files still.
          [ -h "$dest$path" ] || [ ! -f "$dest$path" ] || { printf '%s  %s\n' "${mark#sha256:}" "$dest$path" >&3 && continue; }
          ;;
      esac
      [ -e "$dest$path" ] || [ -h "$dest$path" ] || continue
      [ "$(mark_of "$dest$path")" = "$mark" ] || printf '%s\n' "$dest$path"
    done <"$work/record" >"$work/changed" 3>"$work/sums"
    [ ! -s "$work/sums" ] || sha256sum --check --quiet "$work/sums" 2>/dev/null | sed 's/: FAILED.*$//' >>"$work/changed"
    if [ -s "$work/changed" ]; then
      sed "s/.*/$me: & is not as it was installed: keep it elsewhere, and --force/" "$work/changed" >&2
      return 1
    fi
  fi
  disable_units
  while read -r mark path; do
    [ "$mark" = - ] || printf '%s\0' "$dest$path"
  done <"$work/record" | xargs -0 rm -f
  # The record last: where one of them cannot be deleted, it is tried again.
  rm -f "$dest$record"
  remove_directories "$work/record"
  printf '%s files and links were taken away\n' "$(grep -vc '^- ' "$work/record")"
  [ -n "$dest" ] || printf 'systemd has to be told: systemctl daemon-reload\n'
}

case $me in
  uninstall*) uninstall_files ;;
  *) install_files ;;
esac
