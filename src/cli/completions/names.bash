
# What an argument may name, from this project's store and files.
_cargo__durable__names() {
    command cargo-durable __complete "$1" -- "${COMP_WORDS[@]:1}" 2>/dev/null
}

# Options are for those who type a `-`.
_cargo__durable__words() {
    _cargo__durable "$@"
    [[ $2 == -* ]] && return
    local word
    local -a kept=()
    for word in "${COMPREPLY[@]}"; do
        [[ $word == -* ]] || kept+=("$word")
    done
    COMPREPLY=("${kept[@]}")
}
complete -o bashdefault -o default -F _cargo__durable__words cargo-durable

# `cargo durable …` is completed as `cargo-durable …`; any other `cargo …` as it was before.
_cargo__durable__of_cargo() {
    local -i at=1
    [[ ${COMP_WORDS[1]} == +* ]] && at=2
    if [[ ${COMP_WORDS[at]} == durable && COMP_CWORD -gt at ]]; then
        local -a rest=("${COMP_WORDS[@]:at+1}")
        local -a COMP_WORDS=(cargo-durable "${rest[@]}")
        local -i COMP_CWORD=$((COMP_CWORD - at))
        _cargo__durable__words cargo-durable "$2" "${COMP_WORDS[COMP_CWORD-1]}"
        return
    fi
    if [[ -z $_cargo__durable__before ]]; then
        # Nothing had been registered: what bash-completion would have loaded.
        _cargo__durable__before=none
        if declare -F _comp_load >/dev/null; then
            _comp_load -D -- cargo
        elif declare -F _completion_loader >/dev/null; then
            _completion_loader cargo
        fi
        _cargo__durable__register
    fi
    if [[ $_cargo__durable__before != none ]]; then
        "$_cargo__durable__before" "$@"
    fi
}

_cargo__durable__register() {
    local now
    now=$(complete -p cargo 2>/dev/null)
    if [[ $now =~ \ -F\ ([^ ]+) && ${BASH_REMATCH[1]} != _cargo__durable__of_cargo ]]; then
        _cargo__durable__before=${BASH_REMATCH[1]}
    fi
    complete -o bashdefault -o default -F _cargo__durable__of_cargo cargo
}

_cargo__durable__register
