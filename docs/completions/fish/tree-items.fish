# generated from the interface of the command
complete -c tree-items -f
complete -c tree-items -l config -r -F -d 'read this file, and not /etc/twinroot/sync.toml or /etc/dual-root/sync-daemon.conf'
complete -c tree-items -l dualroot -f -d 'write no items; the status says whether the file leaves the ESPs to be mirrored, too'
complete -c tree-items -l sysroot -x -a '(__fish_complete_directories)' -d 'look the machine up below DIR instead of /'
complete -c tree-items -s J -l json -f -d 'write JSON Lines instead of a table'
complete -c tree-items -s o -l output -x -a '(__fish_append , SOURCE DEST EXCLUDE DELAY NICE IONICE-CLASS IONICE-LEVEL RSYNC-OPTS)' -d 'write these columns, separated by commas; with a + before them, after the usual ones'
complete -c tree-items -l no-header -f -d 'write no header line'
complete -c tree-items -s q -l quiet -f -d 'write errors and warnings only'
complete -c tree-items -s v -l verbose -f -d 'say on standard error what is done'
complete -c tree-items -s h -l help -f -d 'show this help and end'
complete -c tree-items -s V -l version -f -d 'show the version and end'
