# generated from the interface of the command
complete -c gen-prune -f
complete -c gen-prune -l keep -x -d 'how many of the newest sealed generations stay, at least 1; with an ID it may be absent: 1'
complete -c gen-prune -l top -x -a '(__fish_complete_directories)' -d 'where the top of the btrfs is mounted, as the machine below the sysroot names it; without, that of the root is mounted for the run, and nobody else sees it'
complete -c gen-prune -l wait -x -d 'how long to wait for another run to end'
complete -c gen-prune -s n -l dry-run -f -d 'write what would be done as records, but do nothing'
complete -c gen-prune -l sysroot -x -a '(__fish_complete_directories)' -d 'examine the machine below DIR instead of /'
complete -c gen-prune -s J -l json -f -d 'write JSON Lines instead of a table'
complete -c gen-prune -s o -l output -x -a '(__fish_append , ID TIME STATE CURRENT HELD-BY KERNEL TRIED BASE MEMBERS PATH GENERATION OPERATION ON FROM BYTES WHY)' -d 'write these columns, separated by commas; with a leading +, in addition to the usual ones'
complete -c gen-prune -l no-header -f -d 'do not write the header line'
complete -c gen-prune -s q -l quiet -f -d 'report only errors and warnings'
complete -c gen-prune -s v -l verbose -f -d 'report on standard error what is done'
complete -c gen-prune -s h -l help -f -d 'show this help and exit'
complete -c gen-prune -s V -l version -f -d 'show the version and exit'
