# generated from the interface of the command
complete -c esp-firmware -f
complete -c esp-firmware -l sysroot -x -a '(__fish_complete_directories)' -d 'examine the machine below DIR instead of /'
complete -c esp-firmware -s J -l json -f -d 'write JSON Lines instead of a table'
complete -c esp-firmware -s o -l output -x -a '(__fish_append , ROLE KIND STATE PARTUUID DEVICE UUID MOUNTPOINT LABEL DISK SIZE FREE EVIDENCE MEMBER-BY)' -d 'write these columns, separated by commas; with a leading +, in addition to the usual ones'
complete -c esp-firmware -l no-header -f -d 'do not write the header line'
complete -c esp-firmware -s q -l quiet -f -d 'report only errors and warnings'
complete -c esp-firmware -s v -l verbose -f -d 'report on standard error what is done'
complete -c esp-firmware -s h -l help -f -d 'show this help and exit'
complete -c esp-firmware -s V -l version -f -d 'show the version and exit'
