# generated from the interface of the command
complete -c gen-list -f
complete -c gen-list -l top -x -a '(__fish_complete_directories)' -d 'where the top of the btrfs is mounted, as the machine below the sysroot names it; without, that of the root is mounted for the run, and nobody else sees it'
complete -c gen-list -l sysroot -x -a '(__fish_complete_directories)' -d 'examine the machine below DIR instead of /'
complete -c gen-list -s J -l json -f -d 'write JSON Lines instead of a table'
complete -c gen-list -s o -l output -x -a '(__fish_append , ID TIME STATE CURRENT HELD-BY KERNEL TRIED BASE MEMBERS PATH)' -d 'write these columns, separated by commas; with a leading +, in addition to the usual ones'
complete -c gen-list -l human -f -d 'write records for people: sizes in units, and why and what to do in words below each; no command reads it'
complete -c gen-list -l no-header -f -d 'do not write the header line'
complete -c gen-list -s q -l quiet -f -d 'report only errors and warnings'
complete -c gen-list -s v -l verbose -f -d 'report on standard error what is done'
complete -c gen-list -s h -l help -f -d 'show this help and exit'
complete -c gen-list -s V -l version -f -d 'show the version and exit'
