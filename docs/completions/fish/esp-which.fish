# generated from the interface of the command
complete -c esp-which -f
complete -c esp-which -l booted -f -d 'write only the booted members'
complete -c esp-which -l mirrors -f -d 'write only the mirrors; status 32 if there are none'
complete -c esp-which -l pattern -x -d 'look for members mounted at such paths, instead of the usual ones'
complete -c esp-which -l wait -x -d 'how long to wait for the EFI variables and the device of the booted ESP'
complete -c esp-which -l sysroot -x -a '(__fish_complete_directories)' -d 'examine the machine below DIR instead of /'
complete -c esp-which -s J -l json -f -d 'write JSON Lines instead of a table'
complete -c esp-which -s o -l output -x -a '(__fish_append , ROLE KIND STATE PARTUUID DEVICE UUID MOUNTPOINT LABEL DISK SIZE FREE EVIDENCE MEMBER-BY)' -d 'write these columns, separated by commas; with a leading +, in addition to the usual ones'
complete -c esp-which -l no-header -f -d 'do not write the header line'
complete -c esp-which -s q -l quiet -f -d 'report only errors and warnings'
complete -c esp-which -s v -l verbose -f -d 'report on standard error what is done'
complete -c esp-which -s h -l help -f -d 'show this help and exit'
complete -c esp-which -s V -l version -f -d 'show the version and exit'
