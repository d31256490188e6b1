# generated from the interface of the command
complete -c disk-map -r -F
complete -c disk-map -l old-lsblk -r -F -d 'OLD is on another machine: FILE is the output of its lsblk, see \'Another machine\' in the man page'
complete -c disk-map -l by-uuid -f -d 'write UUID=… in the place of new device nodes, which have other names when OLD is gone'
complete -c disk-map -l mkfs -f -d 'write the commands that make the empty partitions of NEW hold what those of OLD hold, instead of the map'
complete -c disk-map -l strict -f -d 'end with status 1 if something is ambiguous, has no partner, is on both disks or of another type'
complete -c disk-map -l sysroot -x -a '(__fish_complete_directories)' -d 'examine the machine below DIR instead of /'
complete -c disk-map -s J -l json -f -d 'write JSON Lines instead of a table'
complete -c disk-map -s o -l output -x -a '(__fish_append , OLD NEW OLD-DEVICE NEW-DEVICE DEVICE COMMAND)' -d 'write these columns, separated by commas; with a leading +, in addition to the usual ones'
complete -c disk-map -l no-header -f -d 'do not write the header line'
complete -c disk-map -s q -l quiet -f -d 'report only errors and warnings'
complete -c disk-map -s v -l verbose -f -d 'report on standard error what is done'
complete -c disk-map -s h -l help -f -d 'show this help and exit'
complete -c disk-map -s V -l version -f -d 'show the version and exit'
