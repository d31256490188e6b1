#!/bin/bash
# A module of dracut(8), for initrds with systemd: a root that is a RAID1 comes up without a disk that does not come.
check() {
  [ -e /usr/lib/twinroot/degraded-root.sh ] || return 1 # twinroot is removed
}

depends() {
  echo systemd
}

install() {
  inst_multiple mkdir modprobe mount sh sleep systemctl udevadm umount
  inst_simple /usr/lib/twinroot/degraded-root.sh
  inst_script /usr/lib/twinroot/degraded-root /usr/lib/twinroot/degraded-root
  # shellcheck disable=SC2154 # dracut's variables
  inst_simple /usr/lib/twinroot/twinroot-degraded-root.service "$systemdsystemunitdir/twinroot-degraded-root.service"
  # shellcheck disable=SC2154
  $SYSTEMCTL -q --root "$initdir" add-wants initrd.target twinroot-degraded-root.service
}
