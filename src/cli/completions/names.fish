
# What an argument may name, from this project's store and files.
function __fish_cargo_durable_names
    set -l words (commandline -opc)
    command cargo-durable __complete $argv[1] -- $words[2..-1] 2>/dev/null
end

# The words after `cargo durable`, if that is what is typed.
function __fish_cargo_durable_of_cargo
    set -l words (commandline -opc)
    string match -q -- '+*' $words[2]
    and set -e words[2]
    test "$words[2]" = durable
    or return
    string join \n -- $words[3..-1]
    return 0
end

# `cargo durable …` is completed as `cargo-durable …`.
complete -c cargo -n "__fish_cargo_durable_of_cargo >/dev/null" -f -a "(complete -C (string join ' ' -- cargo-durable (string escape -- (__fish_cargo_durable_of_cargo)) (commandline -ct)))"
