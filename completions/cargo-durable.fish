# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_cargo_durable_global_optspecs
    string join \n o/output-format= color= v/verbose q/quiet endpoint= store= manifest-path= C/directory= h/help V/version
end

function __fish_cargo_durable_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_cargo_durable_global_optspecs) -- $cmd 2>/dev/null
    or argparse -s (__fish_cargo_durable_global_optspecs) -- $cmd[1..-2] 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_cargo_durable_using_subcommand
    set -l cmd (__fish_cargo_durable_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c cargo-durable -n "__fish_cargo_durable_needs_command" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_needs_command" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_needs_command" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_needs_command" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_needs_command" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_needs_command" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_needs_command" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_needs_command" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_needs_command" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_needs_command" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_needs_command" -f -a "start" -d 'Run the emulator'
complete -c cargo-durable -n "__fish_cargo_durable_needs_command" -f -a "stop" -d 'End the emulator of this store'
complete -c cargo-durable -n "__fish_cargo_durable_needs_command" -f -a "invoke" -d 'Start an execution, follow it to its end, print its result'
complete -c cargo-durable -n "__fish_cargo_durable_needs_command" -f -a "execution" -d 'Look at executions, wait for them, run them again; stop, pause or delete them'
complete -c cargo-durable -n "__fish_cargo_durable_needs_command" -f -a "callback" -d 'Answer what executions wait for'
complete -c cargo-durable -n "__fish_cargo_durable_needs_command" -f -a "function" -d 'See which functions there are'
complete -c cargo-durable -n "__fish_cargo_durable_needs_command" -f -a "store" -d 'Look at the store, and make room in it'
complete -c cargo-durable -n "__fish_cargo_durable_needs_command" -f -a "compat" -d 'AWS\'s own emulator: pin its image, pull it, check it, stand in its place'
complete -c cargo-durable -n "__fish_cargo_durable_needs_command" -f -a "doctor" -d 'Check this machine, and say what to do'
complete -c cargo-durable -n "__fish_cargo_durable_needs_command" -f -a "completions" -d 'Print what a shell needs to complete our commands'
complete -c cargo-durable -n "__fish_cargo_durable_needs_command" -f -a "man" -d 'Print a manual page'
complete -c cargo-durable -n "__fish_cargo_durable_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l emulator -d 'Whose emulator: embedded, or AWS\'s own in a container: image, or image:TAG' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -s P -l port -d 'The port; 0 picks one [default: 9014]' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l host -d 'The address to listen on [default: 127.0.0.1 and `::1`]' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l allow-host -d 'Answer requests for this host name, too' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l answers-as -d 'Whose answers to give where the service and the official emulator differ' -r -f -a "service\t'AWS\'s'
emulator-1.2\t'The official emulator\'s up to 1.2.1, in the few places that SAM CLI\'s own tests look at'"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l bin -d 'A binary that is a function; repeat for more' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l example -d 'An example that is a function; repeat for more' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l function -d 'Declare a function; see `--help` for what SPEC may be' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -s t -l template -d 'A SAM or CloudFormation template; else the project\'s' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l parameter-overrides -d 'Values for the template\'s parameters: `Stage=dev Size=2`' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l env-var -d 'Set a variable for every function' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l env-file -d 'Read such variables from a file' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l isolation -d 'Run functions in a container, as a process, or auto' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l pull -d 'Pull images: missing, always or never' -r -f -a "missing\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -s p -l package -d 'The package of the function' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l profile -d 'Build with this profile' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l features -d 'Features to activate' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l target-dir -d 'Where cargo puts what it builds' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l time -d 'How time passes: real, skip, or N times faster' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l region -d 'The region of ARNs [default: `$AWS_REGION`, else us-east-1]' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l account -d 'The account of ARNs [default: 123456789012]' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l lambda-endpoint -d 'Call functions that have no code here at this Invoke API' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l function-configs -d 'Functions in Lambda\'s own shape, by name: JSON, or a `file://` URL' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l max-crash-retries -d 'Try an execution again so often while it crashes in the same way [default: 2; `start` until it times out]' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l endpoint-concurrency -d 'Calls at once to one endpoint [default: 64]' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l sync -d 'What a checkpoint survives: normal, a crash; full, a power cut too' -r -f -a "normal\t''
full\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l detach -d 'Go to the background once ready; `stop` ends it'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -s r -l release -d 'Build in release mode'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l all-features -d 'Activate all features'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l no-default-features -d 'Do not activate the default features'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l locked -d 'Assert that Cargo.lock does not change'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l offline -d 'Build without the network'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l frozen -d 'The same as --locked and --offline'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -l lenient-qualifiers -d 'Take $LATEST where a chained invoke names no version; Lambda does not'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand start" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand stop" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand stop" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand stop" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand stop" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand stop" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand stop" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand stop" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand stop" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand stop" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand stop" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -s d -l data -l data-ascii -d 'The payload; `-` is stdin [default: {}]' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -s F -l data-file -l event -d 'The payload from a file; `-` is stdin' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l name -d 'The execution\'s name; with the payload of a running one, join it' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l timeout -d 'Wait so many seconds for the end' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l callback-timeout -d 'Wait so long for a callback\'s answer [default: 60 in a script]' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l answers -d 'Answer callbacks as this file says; `--help` shows it' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l bin -d 'Build and run this binary' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l example -d 'Build and run this example' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l function -d 'Declare a function; see `--help` for what SPEC may be' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -s t -l template -d 'A SAM or CloudFormation template; else the project\'s' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l parameter-overrides -d 'Values for the template\'s parameters: `Stage=dev Size=2`' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l env-var -d 'Set a variable for every function' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l env-file -d 'Read such variables from a file' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l isolation -d 'Run functions in a container, as a process, or auto' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l pull -d 'Pull images: missing, always or never' -r -f -a "missing\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -s p -l package -d 'The package of the function' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l profile -d 'Build with this profile' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l features -d 'Features to activate' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l target-dir -d 'Where cargo puts what it builds' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l time -d 'How time passes: real, skip, or N times faster' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l region -d 'The region of ARNs [default: `$AWS_REGION`, else us-east-1]' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l account -d 'The account of ARNs [default: 123456789012]' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l lambda-endpoint -d 'Call functions that have no code here at this Invoke API' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l function-configs -d 'Functions in Lambda\'s own shape, by name: JSON, or a `file://` URL' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l max-crash-retries -d 'Try an execution again so often while it crashes in the same way [default: 2; `start` until it times out]' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l endpoint-concurrency -d 'Calls at once to one endpoint [default: 64]' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l sync -d 'What a checkpoint survives: normal, a crash; full, a power cut too' -r -f -a "normal\t''
full\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l async -d 'Print the execution\'s ARN and leave it to the emulator that runs'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -s r -l release -d 'Build in release mode'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l all-features -d 'Activate all features'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l no-default-features -d 'Do not activate the default features'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l locked -d 'Assert that Cargo.lock does not change'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l offline -d 'Build without the network'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l frozen -d 'The same as --locked and --offline'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -l lenient-qualifiers -d 'Take $LATEST where a chained invoke names no version; Lambda does not'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and not __fish_seen_subcommand_from list get history logs wait rerun stop pause resume delete" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and not __fish_seen_subcommand_from list get history logs wait rerun stop pause resume delete" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and not __fish_seen_subcommand_from list get history logs wait rerun stop pause resume delete" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and not __fish_seen_subcommand_from list get history logs wait rerun stop pause resume delete" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and not __fish_seen_subcommand_from list get history logs wait rerun stop pause resume delete" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and not __fish_seen_subcommand_from list get history logs wait rerun stop pause resume delete" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and not __fish_seen_subcommand_from list get history logs wait rerun stop pause resume delete" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and not __fish_seen_subcommand_from list get history logs wait rerun stop pause resume delete" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and not __fish_seen_subcommand_from list get history logs wait rerun stop pause resume delete" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and not __fish_seen_subcommand_from list get history logs wait rerun stop pause resume delete" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and not __fish_seen_subcommand_from list get history logs wait rerun stop pause resume delete" -f -a "list" -d 'What ran, newest first'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and not __fish_seen_subcommand_from list get history logs wait rerun stop pause resume delete" -f -a "get" -d 'One execution, in full'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and not __fish_seen_subcommand_from list get history logs wait rerun stop pause resume delete" -f -a "history" -d 'What happened in an execution'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and not __fish_seen_subcommand_from list get history logs wait rerun stop pause resume delete" -f -a "logs" -d 'What functions printed'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and not __fish_seen_subcommand_from list get history logs wait rerun stop pause resume delete" -f -a "wait" -d 'Wait until an execution ends, and print its result'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and not __fish_seen_subcommand_from list get history logs wait rerun stop pause resume delete" -f -a "rerun" -d 'Start the same function with the same input under a new name'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and not __fish_seen_subcommand_from list get history logs wait rerun stop pause resume delete" -f -a "stop" -d 'Stop executions'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and not __fish_seen_subcommand_from list get history logs wait rerun stop pause resume delete" -f -a "pause" -d 'Pause executions: no function is called until they are resumed'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and not __fish_seen_subcommand_from list get history logs wait rerun stop pause resume delete" -f -a "resume" -d 'Resume paused executions'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and not __fish_seen_subcommand_from list get history logs wait rerun stop pause resume delete" -f -a "delete" -d 'Delete executions that have ended'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from list" -l function -d 'Only of this function' -r -f -a "(__fish_cargo_durable_names functions)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from list" -l status -d 'Only with this status: running, pausing, paused, succeeded, failed, timed-out, stopped; repeat for more' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from list" -l name -d 'Only with this name' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from list" -l since -d 'Only what started after this: so long ago (90s, 15m, 2h, 3d), or an instant' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from list" -l until -d 'Only what started before this' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from list" -l limit -d 'At most so many' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from list" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from list" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from list" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from list" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from list" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from list" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from list" -l reverse -d 'Oldest first'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from get" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from get" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from get" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from get" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from get" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from get" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from get" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from history" -l view -d 'How it is drawn: table, tree or timeline; with --follow, the last two once it is over' -r -f -a "table\t''
tree\t''
timeline\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from history" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from history" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from history" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from history" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from history" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from history" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from history" -s f -l follow -d 'Go on until the execution ends'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from history" -l no-data -d 'Leave payloads, results and errors out'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from history" -l reverse -d 'Newest first'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from history" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from history" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from history" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from history" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from logs" -l invocation -d 'Only of this invocation: its number, or the start of its request id' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from logs" -l stream -d 'Only what was written to stdout, or to stderr' -r -f -a "stdout\t''
stderr\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from logs" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from logs" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from logs" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from logs" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from logs" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from logs" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from logs" -s f -l follow -d 'Go on until the execution ends'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from logs" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from logs" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from logs" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from logs" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from wait" -l timeout -d 'Wait no longer than so many seconds' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from wait" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from wait" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from wait" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from wait" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from wait" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from wait" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from wait" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from wait" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from wait" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from wait" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l name -d 'The new execution\'s name' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l timeout -d 'Wait so many seconds for the end' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l callback-timeout -d 'Wait so long for a callback\'s answer [default: 60 in a script]' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l answers -d 'Answer callbacks as this file says; `--help` shows it' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l function -d 'Declare a function; see `--help` for what SPEC may be' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -s t -l template -d 'A SAM or CloudFormation template; else the project\'s' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l parameter-overrides -d 'Values for the template\'s parameters: `Stage=dev Size=2`' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l env-var -d 'Set a variable for every function' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l env-file -d 'Read such variables from a file' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l isolation -d 'Run functions in a container, as a process, or auto' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l pull -d 'Pull images: missing, always or never' -r -f -a "missing\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -s p -l package -d 'The package of the function' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l profile -d 'Build with this profile' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l features -d 'Features to activate' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l target-dir -d 'Where cargo puts what it builds' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l time -d 'How time passes: real, skip, or N times faster' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l region -d 'The region of ARNs [default: `$AWS_REGION`, else us-east-1]' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l account -d 'The account of ARNs [default: 123456789012]' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l lambda-endpoint -d 'Call functions that have no code here at this Invoke API' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l function-configs -d 'Functions in Lambda\'s own shape, by name: JSON, or a `file://` URL' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l max-crash-retries -d 'Try an execution again so often while it crashes in the same way [default: 2; `start` until it times out]' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l endpoint-concurrency -d 'Calls at once to one endpoint [default: 64]' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l sync -d 'What a checkpoint survives: normal, a crash; full, a power cut too' -r -f -a "normal\t''
full\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l async -d 'Print the execution\'s ARN and leave it to the emulator that runs'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -s r -l release -d 'Build in release mode'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l all-features -d 'Activate all features'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l no-default-features -d 'Do not activate the default features'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l locked -d 'Assert that Cargo.lock does not change'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l offline -d 'Build without the network'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l frozen -d 'The same as --locked and --offline'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -l lenient-qualifiers -d 'Take $LATEST where a chained invoke names no version; Lambda does not'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from stop" -l error-type -d 'The error\'s type' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from stop" -l error-message -d 'The error\'s message' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from stop" -l error-data -d 'The error\'s data' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from stop" -l stack-trace -d 'A line of the error\'s stack trace; repeat for more' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from stop" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from stop" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from stop" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from stop" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from stop" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from stop" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from stop" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from stop" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from stop" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from stop" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from pause" -l reason -d 'Why' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from pause" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from pause" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from pause" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from pause" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from pause" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from pause" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from pause" -l keep-timeout -d 'The execution timeout goes on meanwhile'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from pause" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from pause" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from pause" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from pause" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from resume" -l reason -d 'Why' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from resume" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from resume" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from resume" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from resume" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from resume" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from resume" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from resume" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from resume" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from delete" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from delete" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from delete" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from delete" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from delete" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from delete" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from delete" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and not __fish_seen_subcommand_from list succeed fail heartbeat" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and not __fish_seen_subcommand_from list succeed fail heartbeat" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and not __fish_seen_subcommand_from list succeed fail heartbeat" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and not __fish_seen_subcommand_from list succeed fail heartbeat" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and not __fish_seen_subcommand_from list succeed fail heartbeat" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and not __fish_seen_subcommand_from list succeed fail heartbeat" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and not __fish_seen_subcommand_from list succeed fail heartbeat" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and not __fish_seen_subcommand_from list succeed fail heartbeat" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and not __fish_seen_subcommand_from list succeed fail heartbeat" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and not __fish_seen_subcommand_from list succeed fail heartbeat" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and not __fish_seen_subcommand_from list succeed fail heartbeat" -f -a "list" -d 'Open callbacks, oldest first'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and not __fish_seen_subcommand_from list succeed fail heartbeat" -f -a "succeed" -d 'Answer a callback'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and not __fish_seen_subcommand_from list succeed fail heartbeat" -f -a "fail" -d 'Answer a callback with an error'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and not __fish_seen_subcommand_from list succeed fail heartbeat" -f -a "heartbeat" -d 'Say that a callback\'s answer is still to come'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from list" -l execution -d 'Only of this execution' -r -f -a "(__fish_cargo_durable_names executions)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from list" -l limit -d 'At most so many' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from list" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from list" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from list" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from list" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from list" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from list" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from succeed" -s r -l result -d 'The result, as it is; `-` reads stdin' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from succeed" -s F -l data-file -d 'The result from a file; `-` is stdin' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from succeed" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from succeed" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from succeed" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from succeed" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from succeed" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from succeed" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from succeed" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from succeed" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from succeed" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from succeed" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from fail" -l error-type -d 'The error\'s type' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from fail" -l error-message -d 'The error\'s message' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from fail" -l error-data -d 'The error\'s data' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from fail" -l stack-trace -d 'A line of the error\'s stack trace; repeat for more' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from fail" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from fail" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from fail" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from fail" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from fail" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from fail" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from fail" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from fail" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from fail" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from fail" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from heartbeat" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from heartbeat" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from heartbeat" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from heartbeat" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from heartbeat" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from heartbeat" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from heartbeat" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from heartbeat" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from heartbeat" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from heartbeat" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and not __fish_seen_subcommand_from list" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and not __fish_seen_subcommand_from list" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and not __fish_seen_subcommand_from list" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and not __fish_seen_subcommand_from list" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and not __fish_seen_subcommand_from list" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and not __fish_seen_subcommand_from list" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and not __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and not __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and not __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and not __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and not __fish_seen_subcommand_from list" -f -a "list" -d 'What was found, from where, and how it would run'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -l function -d 'Declare a function; see `--help` for what SPEC may be' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -s t -l template -d 'A SAM or CloudFormation template; else the project\'s' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -l parameter-overrides -d 'Values for the template\'s parameters: `Stage=dev Size=2`' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -l env-var -d 'Set a variable for every function' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -l env-file -d 'Read such variables from a file' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -l isolation -d 'Run functions in a container, as a process, or auto' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -l pull -d 'Pull images: missing, always or never' -r -f -a "missing\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -s p -l package -d 'The package of the function' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -l profile -d 'Build with this profile' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -l features -d 'Features to activate' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -l target-dir -d 'Where cargo puts what it builds' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -l lambda-endpoint -d 'Call functions that have no code here at this Invoke API' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -l function-configs -d 'Functions in Lambda\'s own shape, by name: JSON, or a `file://` URL' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -s r -l release -d 'Build in release mode'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -l all-features -d 'Activate all features'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -l no-default-features -d 'Do not activate the default features'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -l locked -d 'Assert that Cargo.lock does not change'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -l offline -d 'Build without the network'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -l frozen -d 'The same as --locked and --offline'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand function; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and not __fish_seen_subcommand_from info clean" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and not __fish_seen_subcommand_from info clean" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and not __fish_seen_subcommand_from info clean" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and not __fish_seen_subcommand_from info clean" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and not __fish_seen_subcommand_from info clean" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and not __fish_seen_subcommand_from info clean" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and not __fish_seen_subcommand_from info clean" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and not __fish_seen_subcommand_from info clean" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and not __fish_seen_subcommand_from info clean" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and not __fish_seen_subcommand_from info clean" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and not __fish_seen_subcommand_from info clean" -f -a "info" -d 'Where the store is, what is in it, and who holds it'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and not __fish_seen_subcommand_from info clean" -f -a "clean" -d 'Remove executions that have ended'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from info" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from info" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from info" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from info" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from info" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from info" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from info" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from info" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from info" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from info" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from clean" -l older-than -d 'Only what ended so long ago: 90s, 15m, 2h, 7d' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from clean" -l status -d 'Only with this status: succeeded, failed, timed-out, stopped; repeat for more' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from clean" -l function -d 'Only of this function' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from clean" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from clean" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from clean" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from clean" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from clean" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from clean" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from clean" -s n -l dry-run -d 'Only say what would be removed'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from clean" -s y -l yes -d 'Do not ask'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from clean" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from clean" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from clean" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand store; and __fish_seen_subcommand_from clean" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and not __fish_seen_subcommand_from check list pin unpin pull image" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and not __fish_seen_subcommand_from check list pin unpin pull image" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and not __fish_seen_subcommand_from check list pin unpin pull image" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and not __fish_seen_subcommand_from check list pin unpin pull image" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and not __fish_seen_subcommand_from check list pin unpin pull image" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and not __fish_seen_subcommand_from check list pin unpin pull image" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and not __fish_seen_subcommand_from check list pin unpin pull image" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and not __fish_seen_subcommand_from check list pin unpin pull image" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and not __fish_seen_subcommand_from check list pin unpin pull image" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and not __fish_seen_subcommand_from check list pin unpin pull image" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and not __fish_seen_subcommand_from check list pin unpin pull image" -f -a "check" -d 'Check an emulator against the contract'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and not __fish_seen_subcommand_from check list pin unpin pull image" -f -a "list" -d 'See which images of AWS\'s emulator there are, here and in the registry'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and not __fish_seen_subcommand_from check list pin unpin pull image" -f -a "pin" -d 'Write down which image of AWS\'s emulator this project uses'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and not __fish_seen_subcommand_from check list pin unpin pull image" -f -a "unpin" -d 'Forget which image of AWS\'s emulator this project uses'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and not __fish_seen_subcommand_from check list pin unpin pull image" -f -a "pull" -d 'Fetch the pinned image of AWS\'s emulator, or that of a tag'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and not __fish_seen_subcommand_from check list pin unpin pull image" -f -a "image" -d 'The image that SAM starts'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from check" -l only -d 'Make these checks alone: an id, or an area; repeat for more' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from check" -l skip -d 'Leave these checks out: an id, or an area; repeat for more' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from check" -l severity -d 'The least that a check must matter: `breaks`, `hides` or `cosmetic`' -r -f -a "breaks\t'What breaks clients, SDKs or functions'
hides\t'What hides the service\'s behaviour, too'
cosmetic\t'Everything'"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from check" -l baseline -d 'Accept what an earlier report has found: a file of `--report json`' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from check" -l report -d 'The report\'s format: `human`, `json`, `junit`, or `github` [default: `human`, or what `-o` says]' -r -f -a "human\t''
json\t''
junit\t''
github\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from check" -l report-file -d 'Write the report to a file; what a person reads goes to stdout then' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from check" -l image-repository -d 'Take images from another repository than AWS\'s, such as a mirror' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from check" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from check" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from check" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from check" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from check" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from check" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from check" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from list" -l limit -d 'Show so many images' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from list" -l image-repository -d 'Take images from another repository than AWS\'s, such as a mirror' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from list" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from list" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from list" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from list" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from list" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from list" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from list" -l offline -d 'Show only what is here'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pin" -l image-repository -d 'Take images from another repository than AWS\'s, such as a mirror' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pin" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pin" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pin" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pin" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pin" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pin" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pin" -l show -d 'Show what is pinned'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pin" -l offline -d 'Ask the engine here what the tag means, and not the registry'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pin" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pin" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pin" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pin" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from unpin" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from unpin" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from unpin" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from unpin" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from unpin" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from unpin" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from unpin" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from unpin" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from unpin" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from unpin" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pull" -l platform -d 'What it is for, such as linux/arm64 [default: what the engine is for]' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pull" -l image-repository -d 'Take images from another repository than AWS\'s, such as a mirror' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pull" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pull" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pull" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pull" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pull" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pull" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pull" -l update -d 'Take what the pinned tag means now, and pin it'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pull" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pull" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pull" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pull" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from image" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from image" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from image" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from image" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from image" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from image" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from image" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from image" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from image" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from image" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from image" -f -a "build" -d 'Make an image with this program in the place of AWS\'s emulator'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand doctor" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand doctor" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand doctor" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand doctor" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand doctor" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand doctor" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand doctor" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand doctor" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand doctor" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand doctor" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand completions" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand completions" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand completions" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand completions" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand completions" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand completions" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand completions" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand completions" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand completions" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand completions" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand man" -s o -l output-format -d 'The answer: text, json or jsonl' -r -f -a "text\t''
json\t''
jsonl\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand man" -l color -d 'Colors: auto, always or never' -r -f -a "auto\t''
always\t''
never\t''"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand man" -l endpoint -d 'Talk to the emulator at this address' -r -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand man" -l store -d 'Where executions are kept, or `:memory:`' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand man" -l manifest-path -d 'The project\'s Cargo.toml' -r -F
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand man" -s C -l directory -d 'Go to this directory first' -r -f -a "(__fish_complete_directories)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand man" -s v -l verbose -d 'Say more on stderr; twice for everything'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand man" -s q -l quiet -d 'Say only what went wrong'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand man" -s h -l help -d 'Print help'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand man" -s V -l version -d 'Print version'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and not __fish_seen_subcommand_from start stop invoke execution callback function store compat doctor completions man help" -f -a "start" -d 'Run the emulator'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and not __fish_seen_subcommand_from start stop invoke execution callback function store compat doctor completions man help" -f -a "stop" -d 'End the emulator of this store'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and not __fish_seen_subcommand_from start stop invoke execution callback function store compat doctor completions man help" -f -a "invoke" -d 'Start an execution, follow it to its end, print its result'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and not __fish_seen_subcommand_from start stop invoke execution callback function store compat doctor completions man help" -f -a "execution" -d 'Look at executions, wait for them, run them again; stop, pause or delete them'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and not __fish_seen_subcommand_from start stop invoke execution callback function store compat doctor completions man help" -f -a "callback" -d 'Answer what executions wait for'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and not __fish_seen_subcommand_from start stop invoke execution callback function store compat doctor completions man help" -f -a "function" -d 'See which functions there are'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and not __fish_seen_subcommand_from start stop invoke execution callback function store compat doctor completions man help" -f -a "store" -d 'Look at the store, and make room in it'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and not __fish_seen_subcommand_from start stop invoke execution callback function store compat doctor completions man help" -f -a "compat" -d 'AWS\'s own emulator: pin its image, pull it, check it, stand in its place'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and not __fish_seen_subcommand_from start stop invoke execution callback function store compat doctor completions man help" -f -a "doctor" -d 'Check this machine, and say what to do'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and not __fish_seen_subcommand_from start stop invoke execution callback function store compat doctor completions man help" -f -a "completions" -d 'Print what a shell needs to complete our commands'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and not __fish_seen_subcommand_from start stop invoke execution callback function store compat doctor completions man help" -f -a "man" -d 'Print a manual page'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and not __fish_seen_subcommand_from start stop invoke execution callback function store compat doctor completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and __fish_seen_subcommand_from execution" -f -a "list" -d 'What ran, newest first'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and __fish_seen_subcommand_from execution" -f -a "get" -d 'One execution, in full'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and __fish_seen_subcommand_from execution" -f -a "history" -d 'What happened in an execution'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and __fish_seen_subcommand_from execution" -f -a "logs" -d 'What functions printed'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and __fish_seen_subcommand_from execution" -f -a "wait" -d 'Wait until an execution ends, and print its result'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and __fish_seen_subcommand_from execution" -f -a "rerun" -d 'Start the same function with the same input under a new name'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and __fish_seen_subcommand_from execution" -f -a "stop" -d 'Stop executions'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and __fish_seen_subcommand_from execution" -f -a "pause" -d 'Pause executions: no function is called until they are resumed'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and __fish_seen_subcommand_from execution" -f -a "resume" -d 'Resume paused executions'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and __fish_seen_subcommand_from execution" -f -a "delete" -d 'Delete executions that have ended'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and __fish_seen_subcommand_from callback" -f -a "list" -d 'Open callbacks, oldest first'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and __fish_seen_subcommand_from callback" -f -a "succeed" -d 'Answer a callback'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and __fish_seen_subcommand_from callback" -f -a "fail" -d 'Answer a callback with an error'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and __fish_seen_subcommand_from callback" -f -a "heartbeat" -d 'Say that a callback\'s answer is still to come'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and __fish_seen_subcommand_from function" -f -a "list" -d 'What was found, from where, and how it would run'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and __fish_seen_subcommand_from store" -f -a "info" -d 'Where the store is, what is in it, and who holds it'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and __fish_seen_subcommand_from store" -f -a "clean" -d 'Remove executions that have ended'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and __fish_seen_subcommand_from compat" -f -a "check" -d 'Check an emulator against the contract'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and __fish_seen_subcommand_from compat" -f -a "list" -d 'See which images of AWS\'s emulator there are, here and in the registry'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and __fish_seen_subcommand_from compat" -f -a "pin" -d 'Write down which image of AWS\'s emulator this project uses'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and __fish_seen_subcommand_from compat" -f -a "unpin" -d 'Forget which image of AWS\'s emulator this project uses'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and __fish_seen_subcommand_from compat" -f -a "pull" -d 'Fetch the pinned image of AWS\'s emulator, or that of a tag'
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand help; and __fish_seen_subcommand_from compat" -f -a "image" -d 'The image that SAM starts'

complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand invoke" -f -a "(__fish_cargo_durable_names functions)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from get" -f -a "(__fish_cargo_durable_names executions)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from history" -f -a "(__fish_cargo_durable_names executions)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from logs" -f -a "(__fish_cargo_durable_names executions)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from wait" -f -a "(__fish_cargo_durable_names executions)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from rerun" -f -a "(__fish_cargo_durable_names executions)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from stop" -f -a "(__fish_cargo_durable_names executions)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from pause" -f -a "(__fish_cargo_durable_names executions)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from resume" -f -a "(__fish_cargo_durable_names executions)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand execution; and __fish_seen_subcommand_from delete" -f -a "(__fish_cargo_durable_names executions)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from succeed" -f -a "(__fish_cargo_durable_names callbacks)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from fail" -f -a "(__fish_cargo_durable_names callbacks)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand callback; and __fish_seen_subcommand_from heartbeat" -f -a "(__fish_cargo_durable_names callbacks)"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from check" -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pin" -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand compat; and __fish_seen_subcommand_from pull" -f
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand completions" -f -a "bash elvish fish powershell zsh"
complete -c cargo-durable -n "__fish_cargo_durable_using_subcommand man" -f

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
