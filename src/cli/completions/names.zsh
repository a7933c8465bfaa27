# What an argument may name, from this project's store and files.
(( $+functions[_cargo-durable_names] )) ||
_cargo-durable_names() {
    local -a typed names
    typed=( ${(Q)${(z)LBUFFER}} )
    names=( ${(f)"$(command cargo-durable __complete $@[-1] -- $typed[2,-1] 2>/dev/null)"} )
    compadd "${@[1,-2]}" -a names
}
