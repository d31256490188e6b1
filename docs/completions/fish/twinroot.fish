# generated from the list of commands
complete -c twinroot -n __fish_is_first_token -f -a 'disk-layout disk-map esp-bind esp-bless esp-check esp-firmware esp-format esp-join esp-leave esp-mirror esp-seed esp-wait esp-watch esp-which fstab-rewrite gen-list gen-new gen-prune gen-switch loader-reuuid root-clone tree-items tree-mirror pipe'
complete -c twinroot -n __fish_is_first_token -s h -l help -d 'show the list of commands'
complete -c twinroot -n __fish_is_first_token -s V -l version -d 'show the version'
complete -c twinroot -n 'contains -- (commandline -poc)[-1] pipe :' -f -a 'disk-layout disk-map esp-bind esp-bless esp-check esp-firmware esp-format esp-join esp-leave esp-mirror esp-seed esp-wait esp-watch esp-which fstab-rewrite gen-list gen-new gen-prune gen-switch loader-reuuid root-clone tree-items tree-mirror'
complete -c twinroot -n 'not __fish_is_first_token' -f -a '(__fish_complete_subcommand)'
