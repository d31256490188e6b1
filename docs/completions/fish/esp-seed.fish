# generated from the interface of the command
complete -c esp-seed -f
complete -c esp-seed -l refresh -f -d 'give all members a fresh seed, also those that have one of their own'
complete -c esp-seed -l wait -x -d 'how long to wait for another run to end'
complete -c esp-seed -s n -l dry-run -f -d 'write what would be done as records, but do nothing'
complete -c esp-seed -l sysroot -x -a '(__fish_complete_directories)' -d 'examine the machine below DIR instead of /'
complete -c esp-seed -s J -l json -f -d 'write JSON Lines instead of a table'
complete -c esp-seed -s o -l output -x -a '(__fish_append , PARTUUID DEVICE STATE WHY)' -d 'write these columns, separated by commas; with a leading +, in addition to the usual ones'
complete -c esp-seed -l human -f -d 'write records for people: sizes in units, and why and what to do in words below each; no command reads it'
complete -c esp-seed -l no-header -f -d 'do not write the header line'
complete -c esp-seed -s q -l quiet -f -d 'report only errors and warnings'
complete -c esp-seed -s v -l verbose -f -d 'report on standard error what is done'
complete -c esp-seed -s h -l help -f -d 'show this help and exit'
complete -c esp-seed -s V -l version -f -d 'show the version and exit'
