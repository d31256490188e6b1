# shellcheck shell=sh
# Functions for initrds: a root that is a RAID1 comes up without a disk that does not come. Its devices are waited for as long
# as twinroot.degraded=SECONDS says, 30 if it is not given, from when the first of them is there; 0: nothing is done.
#
# klibc's tools are enough, with udevadm, and mdadm for a root on md.

# Says something on the console and, by the kernel's log, in the journal.
twinroot_say() {
  echo "twinroot: $*" >/dev/console
  echo "<5>twinroot: $*" >/dev/kmsg
}

# twinroot_option NAME DEFAULT: the value of an option of the kernel's command line; the last one counts.
twinroot_option() (
  set -f
  value=$2
  read -r line </proc/cmdline
  for word in $line; do
    case $word in "$1="*) value=${word#*=} ;; esac
  done
  echo "$value"
)

# How long to wait, in seconds; what is no number counts as not given.
twinroot_limit() {
  limit=$(twinroot_option twinroot.degraded 30)
  case $limit in '' | *[!0-9]*) limit=30 ;; esac
  echo "$limit"
}

# twinroot_path ROOT: the path that udev makes for what root= names.
twinroot_path() {
  case $1 in
    UUID=*) echo "/dev/disk/by-uuid/${1#*=}" ;;
    LABEL=*) echo "/dev/disk/by-label/${1#*=}" ;;
    PARTUUID=*) echo "/dev/disk/by-partuuid/${1#*=}" ;;
    PARTLABEL=*) echo "/dev/disk/by-partlabel/${1#*=}" ;;
    *) echo "$1" ;;
  esac
}

# twinroot_flags FLAGS: mount options with `degraded` among them.
twinroot_flags() {
  case ",$1," in
    *,degraded,*) echo "$1" ;;
    ,,) echo degraded ;;
    *) echo "$1,degraded" ;;
  esac
}

# twinroot_waiting_arrays: sets `arrays`, those of md that are RAID1 and wait for a disk.
twinroot_waiting_arrays() {
  arrays=
  for file in /sys/block/md*/md/array_state; do
    [ -e "$file" ] || continue
    read -r word <"$file"
    [ "$word" = inactive ] || continue
    file=${file#/sys/block/}
    array=${file%%/*}
    # Only the disks of one that is not started know its level.
    for disk in "/sys/block/$array/slaves"/*; do
      case $(mdadm --examine --export "/dev/${disk##*/}" 2>/dev/null) in
        *MD_LEVEL=raid1 | *MD_LEVEL=raid1[!0-9]*) arrays="$arrays${arrays:+ }/dev/$array" ;;
      esac
      break
    done
  done
}

# twinroot_look DEVICE: sets `type` and `uuid` of the root, as udev has them, and `state`: absent, incomplete or complete.
twinroot_look() {
  type=
  uuid=
  ready=
  while IFS= read -r line; do
    case $line in
      ID_FS_TYPE=*) type=${line#*=} ;;
      ID_FS_UUID=*) uuid=${line#*=} ;;
      ID_BTRFS_READY=*) ready=${line#*=} ;;
    esac
  done <<END
$(udevadm info --query=property --name="$1" 2>/dev/null)
END
  state=complete
  if [ "$type" = btrfs ] && [ "$ready" = 0 ]; then
    state=incomplete
  elif [ -z "$type" ]; then
    state=absent
    twinroot_waiting_arrays
    [ -z "$arrays" ] || state=incomplete
  fi
}

# twinroot_look_again DEVICE: the same for a btrfs when udev has asked the kernel once more.
twinroot_look_again() {
  udevadm trigger --settle --action=change --subsystem-match=block --property-match=ID_FS_UUID="$uuid"
  twinroot_look "$1"
}

# twinroot_mark KIND NAME MISSING SECONDS: leaves word for the system that is booted; the time is the file's.
twinroot_mark() {
  mkdir -p /run/twinroot
  printf '%s %s\n' root "$1 $2" missing "$3" waited "$4" >>/run/twinroot/degraded
}

# twinroot_exists PATH…: whether the first is there, of those that a pattern stands for.
twinroot_exists() {
  [ -e "$1" ]
}

# twinroot_lacks DEVICE UUID: the numbers of the devices that a btrfs lacks, if it is RAID1 (a `single` chunk that an earlier
# boot without the disk has left does not matter); else status 1. The kernel tells of a file system that is mounted, and it is
# mounted so that nothing is written.
twinroot_lacks() {
  place=/run/twinroot/root
  mkdir -p $place
  mount -t btrfs -o ro,degraded,rescue=nologreplay "$1" $place || return 1
  is_raid=0
  lacks=
  for kind in data metadata system; do
    twinroot_exists "/sys/fs/btrfs/$2/allocation/$kind"/raid1* || is_raid=1
  done
  for file in "/sys/fs/btrfs/$2/devinfo"/*/missing; do
    [ -e "$file" ] || continue
    read -r is_missing <"$file"
    file=${file%/missing}
    [ "$is_missing" != 1 ] || lacks="$lacks${lacks:+ }${file##*/}"
  done
  umount $place
  echo "$lacks"
  return $is_raid
}

# twinroot_give_up DEVICE SECONDS: what is done when devices have not come. Status 1: the root is to be mounted degraded; 2: it
# is left as it is.
twinroot_give_up() {
  if [ "$type" != btrfs ]; then
    for array in $arrays; do
      twinroot_say "a disk of $array has not come within $2 s: it is started without it"
      mdadm --run "$array"
      twinroot_mark md "$array" - "$2"
    done
    return 0
  fi
  twinroot_look_again "$1"
  [ $state = incomplete ] || return 0
  if missing=$(twinroot_lacks "$1" "$uuid"); then
    twinroot_say "devices $missing of the root (btrfs $uuid) have not come within $2 s: it comes up degraded"
    twinroot_mark btrfs "$uuid" "$missing" "$2"
    return 1
  fi
  twinroot_say "devices of the root (btrfs $uuid) have not come within $2 s, and it is not RAID1: it is left as it is"
  return 2
}

# twinroot_wait DEVICE: waits while the root is incomplete. Status as above.
twinroot_wait() {
  limit=$(twinroot_option twinroot.degraded 30)
  case $limit in '' | *[!0-9]*) limit=30 ;; esac # what is no number counts as not given
  [ "$limit" -gt 0 ] || return 0
  since=
  said=
  twinroot_look "$1"
  if [ $state = incomplete ] && [ "$type" = btrfs ]; then
    # A device that udev saw before the kernel had btrfs is not ready to it, whatever has come.
    modprobe -q btrfs
    twinroot_look_again "$1"
  fi
  while [ $state = incomplete ]; do
    read -r now _ </proc/uptime
    now=${now%%.*}
    # While somebody is asked for a passphrase, another disk may wait for theirs.
    if [ -z "$since" ] || twinroot_exists /run/systemd/ask-password/ask.*; then since=$now; fi
    if [ $((now - since)) -ge "$limit" ]; then
      twinroot_give_up "$1" "$limit"
      return
    fi
    if [ -z "$said" ] && [ $((now - since)) -ge 5 ]; then
      twinroot_say "waiting for the other disks of the root, for $limit s at most (twinroot.degraded=SECONDS)"
      said=1
    fi
    sleep 1
    twinroot_look "$1"
  done
}
