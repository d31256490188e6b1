# generated from the interface of the command
complete -c esp-bless -f
complete -c esp-bless -l wait -x -d 'how long to wait for another run to end'
complete -c esp-bless -s n -l dry-run -f -d 'write what would be done as records, but do nothing'
complete -c esp-bless -l sysroot -x -a '(__fish_complete_directories)' -d 'examine the machine below DIR instead of /'
complete -c esp-bless -s J -l json -f -d 'write JSON Lines instead of a table'
complete -c esp-bless -s o -l output -x -a '(__fish_append , PARTUUID DEVICE STATE ENTRY WHY OPERATION PATH BYTES)' -d 'write these columns, separated by commas; with a leading +, in addition to the usual ones'
complete -c esp-bless -l human -f -d 'write records for people: sizes in units, and why and what to do in words below each; no command reads it'
complete -c esp-bless -l no-header -f -d 'do not write the header line'
complete -c esp-bless -s q -l quiet -f -d 'report only errors and warnings'
complete -c esp-bless -s v -l verbose -f -d 'report on standard error what is done'
complete -c esp-bless -s h -l help -f -d 'show this help and exit'
complete -c esp-bless -s V -l version -f -d 'show the version and exit'
