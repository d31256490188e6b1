# generated from the interface of the command
complete -c tree-mirror -f
complete -c tree-mirror -l max-delete -x -d 'refuse to delete more of a destination in one run; the default is the item\'s, or 50, and 100 is no limit'
complete -c tree-mirror -l allow-empty -f -d 'let an empty source empty its destinations'
complete -c tree-mirror -l wait -x -d 'how long to wait for another run to end'
complete -c tree-mirror -s n -l dry-run -f -d 'write what would be done as records, but do nothing'
complete -c tree-mirror -l sysroot -x -a '(__fish_complete_directories)' -d 'examine the machine below DIR instead of /'
complete -c tree-mirror -s J -l json -f -d 'write JSON Lines instead of a table'
complete -c tree-mirror -s o -l output -x -a '(__fish_append , SOURCE DEST STATE COPIED COPIED-BYTES DELETED CHANGED SECONDS WHY OPERATION TYPE ITEMIZED BYTES PATH)' -d 'write these columns, separated by commas; with a leading +, in addition to the usual ones'
complete -c tree-mirror -l no-header -f -d 'do not write the header line'
complete -c tree-mirror -s q -l quiet -f -d 'report only errors and warnings'
complete -c tree-mirror -s v -l verbose -f -d 'report on standard error what is done'
complete -c tree-mirror -s h -l help -f -d 'show this help and exit'
complete -c tree-mirror -s V -l version -f -d 'show the version and exit'
