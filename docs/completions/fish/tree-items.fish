# generated from the interface of the command
complete -c tree-items -f
complete -c tree-items -l config -r -F -d 'read this file instead of /etc/twinroot/sync.toml or /etc/dual-root/sync-daemon.conf'
complete -c tree-items -l dualroot -f -d 'write no items; the status says whether the file asks for the ESPs to be mirrored, too'
complete -c tree-items -l sysroot -x -a '(__fish_complete_directories)' -d 'examine the machine below DIR instead of /'
complete -c tree-items -s J -l json -f -d 'write JSON Lines instead of a table'
complete -c tree-items -s o -l output -x -a '(__fish_append , SOURCE DEST EXCLUDE DELAY NICE IONICE-CLASS IONICE-LEVEL RSYNC-OPTS SOURCE-MOUNT MAX-DELETE ALLOW-EMPTY)' -d 'write these columns, separated by commas; with a leading +, in addition to the usual ones'
complete -c tree-items -l human -f -d 'write records for people: sizes in units, and why and what to do in words below each; no command reads it'
complete -c tree-items -l no-header -f -d 'do not write the header line'
complete -c tree-items -s q -l quiet -f -d 'report only errors and warnings'
complete -c tree-items -s v -l verbose -f -d 'report on standard error what is done'
complete -c tree-items -s h -l help -f -d 'show this help and exit'
complete -c tree-items -s V -l version -f -d 'show the version and exit'
