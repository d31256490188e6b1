# generated from the interface of the command
complete -c esp-which -f
complete -c esp-which -l booted -f -d 'write the booted members only'
complete -c esp-which -l mirrors -f -d 'write the mirrors only; status 32 when there is none'
complete -c esp-which -l pattern -x -d 'partitions mounted at such a path are members, instead of the usual paths'
complete -c esp-which -l wait -x -d 'wait so long for the EFI variables and the device of the booted ESP'
complete -c esp-which -l sysroot -x -a '(__fish_complete_directories)' -d 'look the machine up below DIR instead of /'
complete -c esp-which -s J -l json -f -d 'write JSON Lines instead of a table'
complete -c esp-which -s o -l output -x -a '(__fish_append , ROLE KIND STATE PARTUUID DEVICE UUID MOUNTPOINT LABEL DISK SIZE FREE EVIDENCE MEMBER-BY)' -d 'write these columns, separated by commas; with a + before them, after the usual ones'
complete -c esp-which -l no-header -f -d 'write no header line'
complete -c esp-which -s q -l quiet -f -d 'write errors and warnings only'
complete -c esp-which -s v -l verbose -f -d 'say on standard error what is done'
complete -c esp-which -s h -l help -f -d 'show this help and end'
complete -c esp-which -s V -l version -f -d 'show the version and end'
