# generated from the interface of the command
complete -c esp-leave -f
complete -c esp-leave -l wait -x -d 'how long to wait for another run to end'
complete -c esp-leave -s n -l dry-run -f -d 'write what would be done as records, but do nothing'
complete -c esp-leave -l sysroot -x -a '(__fish_complete_directories)' -d 'examine the machine below DIR instead of /'
complete -c esp-leave -s J -l json -f -d 'write JSON Lines instead of a table'
complete -c esp-leave -s o -l output -x -a '(__fish_append , ROLE KIND STATE PARTUUID DEVICE UUID MOUNTPOINT LABEL DISK SIZE FREE EVIDENCE MEMBER-BY OPERATION NUMBER FILE)' -d 'write these columns, separated by commas; with a leading +, in addition to the usual ones'
complete -c esp-leave -l human -f -d 'write records for people: sizes in units, and why and what to do in words below each; no command reads it'
complete -c esp-leave -l no-header -f -d 'do not write the header line'
complete -c esp-leave -s q -l quiet -f -d 'report only errors and warnings'
complete -c esp-leave -s v -l verbose -f -d 'report on standard error what is done'
complete -c esp-leave -s h -l help -f -d 'show this help and exit'
complete -c esp-leave -s V -l version -f -d 'show the version and exit'
