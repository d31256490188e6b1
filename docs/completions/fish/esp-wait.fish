# generated from the interface of the command
complete -c esp-wait -f
complete -c esp-wait -l timeout -x -d 'how long to wait for the members of a set at most; 0: look once'
complete -c esp-wait -l sysroot -x -a '(__fish_complete_directories)' -d 'examine the machine below DIR instead of /'
complete -c esp-wait -s J -l json -f -d 'write JSON Lines instead of a table'
complete -c esp-wait -s o -l output -x -a '(__fish_append , ROLE KIND STATE PARTUUID DEVICE UUID MOUNTPOINT LABEL DISK SIZE FREE EVIDENCE MEMBER-BY)' -d 'write these columns, separated by commas; with a leading +, in addition to the usual ones'
complete -c esp-wait -l human -f -d 'write records for people: sizes in units, and why and what to do in words below each; no command reads it'
complete -c esp-wait -l no-header -f -d 'do not write the header line'
complete -c esp-wait -s q -l quiet -f -d 'report only errors and warnings'
complete -c esp-wait -s v -l verbose -f -d 'report on standard error what is done'
complete -c esp-wait -s h -l help -f -d 'show this help and exit'
complete -c esp-wait -s V -l version -f -d 'show the version and exit'
