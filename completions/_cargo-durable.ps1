
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'cargo-durable' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'cargo-durable'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'cargo-durable' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Run the emulator')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'End the emulator of this store')
            [CompletionResult]::new('invoke', 'invoke', [CompletionResultType]::ParameterValue, 'Start an execution, follow it to its end, print its result')
            [CompletionResult]::new('execution', 'execution', [CompletionResultType]::ParameterValue, 'Look at executions, wait for them, run them again; stop, pause or delete them')
            [CompletionResult]::new('callback', 'callback', [CompletionResultType]::ParameterValue, 'Answer what executions wait for')
            [CompletionResult]::new('function', 'function', [CompletionResultType]::ParameterValue, 'See which functions there are')
            [CompletionResult]::new('store', 'store', [CompletionResultType]::ParameterValue, 'Look at the store, and make room in it')
            [CompletionResult]::new('compat', 'compat', [CompletionResultType]::ParameterValue, 'AWS''s own emulator: pin its image, pull it, check it, stand in its place')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Check this machine, and say what to do')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print what a shell needs to complete our commands')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a manual page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cargo-durable;start' {
            [CompletionResult]::new('--emulator', '--emulator', [CompletionResultType]::ParameterName, 'Whose emulator: embedded, or AWS''s own in a container: image, or image:TAG')
            [CompletionResult]::new('-P', '-P ', [CompletionResultType]::ParameterName, 'The port; 0 picks one [default: 9014]')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port; 0 picks one [default: 9014]')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'The address to listen on [default: 127.0.0.1 and `::1`]')
            [CompletionResult]::new('--allow-host', '--allow-host', [CompletionResultType]::ParameterName, 'Answer requests for this host name, too')
            [CompletionResult]::new('--answers-as', '--answers-as', [CompletionResultType]::ParameterName, 'Whose answers to give where the service and the official emulator differ')
            [CompletionResult]::new('--bin', '--bin', [CompletionResultType]::ParameterName, 'A binary that is a function; repeat for more')
            [CompletionResult]::new('--example', '--example', [CompletionResultType]::ParameterName, 'An example that is a function; repeat for more')
            [CompletionResult]::new('--function', '--function', [CompletionResultType]::ParameterName, 'Declare a function; see `--help` for what SPEC may be')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'A SAM or CloudFormation template; else the project''s')
            [CompletionResult]::new('--template', '--template', [CompletionResultType]::ParameterName, 'A SAM or CloudFormation template; else the project''s')
            [CompletionResult]::new('--parameter-overrides', '--parameter-overrides', [CompletionResultType]::ParameterName, 'Values for the template''s parameters: `Stage=dev Size=2`')
            [CompletionResult]::new('--env-var', '--env-var', [CompletionResultType]::ParameterName, 'Set a variable for every function')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read such variables from a file')
            [CompletionResult]::new('--isolation', '--isolation', [CompletionResultType]::ParameterName, 'Run functions in a container, as a process, or auto')
            [CompletionResult]::new('--pull', '--pull', [CompletionResultType]::ParameterName, 'Pull images: missing, always or never')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The package of the function')
            [CompletionResult]::new('--package', '--package', [CompletionResultType]::ParameterName, 'The package of the function')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Build with this profile')
            [CompletionResult]::new('--features', '--features', [CompletionResultType]::ParameterName, 'Features to activate')
            [CompletionResult]::new('--target-dir', '--target-dir', [CompletionResultType]::ParameterName, 'Where cargo puts what it builds')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How time passes: real, skip, or N times faster')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The region of ARNs [default: `$AWS_REGION`, else us-east-1]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account of ARNs [default: 123456789012]')
            [CompletionResult]::new('--lambda-endpoint', '--lambda-endpoint', [CompletionResultType]::ParameterName, 'Call functions that have no code here at this Invoke API')
            [CompletionResult]::new('--function-configs', '--function-configs', [CompletionResultType]::ParameterName, 'Functions in Lambda''s own shape, by name: JSON, or a `file://` URL')
            [CompletionResult]::new('--max-crash-retries', '--max-crash-retries', [CompletionResultType]::ParameterName, 'Try an execution again so often while it crashes in the same way [default: 2; `start` until it times out]')
            [CompletionResult]::new('--endpoint-concurrency', '--endpoint-concurrency', [CompletionResultType]::ParameterName, 'Calls at once to one endpoint [default: 64]')
            [CompletionResult]::new('--sync', '--sync', [CompletionResultType]::ParameterName, 'What a checkpoint survives: normal, a crash; full, a power cut too')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--detach', '--detach', [CompletionResultType]::ParameterName, 'Go to the background once ready; `stop` ends it')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Build in release mode')
            [CompletionResult]::new('--release', '--release', [CompletionResultType]::ParameterName, 'Build in release mode')
            [CompletionResult]::new('--all-features', '--all-features', [CompletionResultType]::ParameterName, 'Activate all features')
            [CompletionResult]::new('--no-default-features', '--no-default-features', [CompletionResultType]::ParameterName, 'Do not activate the default features')
            [CompletionResult]::new('--locked', '--locked', [CompletionResultType]::ParameterName, 'Assert that Cargo.lock does not change')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Build without the network')
            [CompletionResult]::new('--frozen', '--frozen', [CompletionResultType]::ParameterName, 'The same as --locked and --offline')
            [CompletionResult]::new('--lenient-qualifiers', '--lenient-qualifiers', [CompletionResultType]::ParameterName, 'Take $LATEST where a chained invoke names no version; Lambda does not')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;stop' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;invoke' {
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'The payload; `-` is stdin [default: {}]')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'The payload; `-` is stdin [default: {}]')
            [CompletionResult]::new('--data-ascii', '--data-ascii', [CompletionResultType]::ParameterName, 'The payload; `-` is stdin [default: {}]')
            [CompletionResult]::new('-F', '-F ', [CompletionResultType]::ParameterName, 'The payload from a file; `-` is stdin')
            [CompletionResult]::new('--data-file', '--data-file', [CompletionResultType]::ParameterName, 'The payload from a file; `-` is stdin')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'The payload from a file; `-` is stdin')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The execution''s name; with the payload of a running one, join it')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait so many seconds for the end')
            [CompletionResult]::new('--callback-timeout', '--callback-timeout', [CompletionResultType]::ParameterName, 'Wait so long for a callback''s answer [default: 60 in a script]')
            [CompletionResult]::new('--answers', '--answers', [CompletionResultType]::ParameterName, 'Answer callbacks as this file says; `--help` shows it')
            [CompletionResult]::new('--bin', '--bin', [CompletionResultType]::ParameterName, 'Build and run this binary')
            [CompletionResult]::new('--example', '--example', [CompletionResultType]::ParameterName, 'Build and run this example')
            [CompletionResult]::new('--function', '--function', [CompletionResultType]::ParameterName, 'Declare a function; see `--help` for what SPEC may be')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'A SAM or CloudFormation template; else the project''s')
            [CompletionResult]::new('--template', '--template', [CompletionResultType]::ParameterName, 'A SAM or CloudFormation template; else the project''s')
            [CompletionResult]::new('--parameter-overrides', '--parameter-overrides', [CompletionResultType]::ParameterName, 'Values for the template''s parameters: `Stage=dev Size=2`')
            [CompletionResult]::new('--env-var', '--env-var', [CompletionResultType]::ParameterName, 'Set a variable for every function')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read such variables from a file')
            [CompletionResult]::new('--isolation', '--isolation', [CompletionResultType]::ParameterName, 'Run functions in a container, as a process, or auto')
            [CompletionResult]::new('--pull', '--pull', [CompletionResultType]::ParameterName, 'Pull images: missing, always or never')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The package of the function')
            [CompletionResult]::new('--package', '--package', [CompletionResultType]::ParameterName, 'The package of the function')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Build with this profile')
            [CompletionResult]::new('--features', '--features', [CompletionResultType]::ParameterName, 'Features to activate')
            [CompletionResult]::new('--target-dir', '--target-dir', [CompletionResultType]::ParameterName, 'Where cargo puts what it builds')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How time passes: real, skip, or N times faster')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The region of ARNs [default: `$AWS_REGION`, else us-east-1]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account of ARNs [default: 123456789012]')
            [CompletionResult]::new('--lambda-endpoint', '--lambda-endpoint', [CompletionResultType]::ParameterName, 'Call functions that have no code here at this Invoke API')
            [CompletionResult]::new('--function-configs', '--function-configs', [CompletionResultType]::ParameterName, 'Functions in Lambda''s own shape, by name: JSON, or a `file://` URL')
            [CompletionResult]::new('--max-crash-retries', '--max-crash-retries', [CompletionResultType]::ParameterName, 'Try an execution again so often while it crashes in the same way [default: 2; `start` until it times out]')
            [CompletionResult]::new('--endpoint-concurrency', '--endpoint-concurrency', [CompletionResultType]::ParameterName, 'Calls at once to one endpoint [default: 64]')
            [CompletionResult]::new('--sync', '--sync', [CompletionResultType]::ParameterName, 'What a checkpoint survives: normal, a crash; full, a power cut too')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--async', '--async', [CompletionResultType]::ParameterName, 'Print the execution''s ARN and leave it to the emulator that runs')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Build in release mode')
            [CompletionResult]::new('--release', '--release', [CompletionResultType]::ParameterName, 'Build in release mode')
            [CompletionResult]::new('--all-features', '--all-features', [CompletionResultType]::ParameterName, 'Activate all features')
            [CompletionResult]::new('--no-default-features', '--no-default-features', [CompletionResultType]::ParameterName, 'Do not activate the default features')
            [CompletionResult]::new('--locked', '--locked', [CompletionResultType]::ParameterName, 'Assert that Cargo.lock does not change')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Build without the network')
            [CompletionResult]::new('--frozen', '--frozen', [CompletionResultType]::ParameterName, 'The same as --locked and --offline')
            [CompletionResult]::new('--lenient-qualifiers', '--lenient-qualifiers', [CompletionResultType]::ParameterName, 'Take $LATEST where a chained invoke names no version; Lambda does not')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;execution' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'What ran, newest first')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'One execution, in full')
            [CompletionResult]::new('history', 'history', [CompletionResultType]::ParameterValue, 'What happened in an execution')
            [CompletionResult]::new('logs', 'logs', [CompletionResultType]::ParameterValue, 'What functions printed')
            [CompletionResult]::new('wait', 'wait', [CompletionResultType]::ParameterValue, 'Wait until an execution ends, and print its result')
            [CompletionResult]::new('rerun', 'rerun', [CompletionResultType]::ParameterValue, 'Start the same function with the same input under a new name')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'Stop executions')
            [CompletionResult]::new('pause', 'pause', [CompletionResultType]::ParameterValue, 'Pause executions: no function is called until they are resumed')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Resume paused executions')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete executions that have ended')
            break
        }
        'cargo-durable;execution;list' {
            [CompletionResult]::new('--function', '--function', [CompletionResultType]::ParameterName, 'Only of this function')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only with this status: running, pausing, paused, succeeded, failed, timed-out, stopped; repeat for more')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Only with this name')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only what started after this: so long ago (90s, 15m, 2h, 3d), or an instant')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only what started before this')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--reverse', '--reverse', [CompletionResultType]::ParameterName, 'Oldest first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;execution;get' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;execution;history' {
            [CompletionResult]::new('--view', '--view', [CompletionResultType]::ParameterName, 'How it is drawn: table, tree or timeline; with --follow, the last two once it is over')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Go on until the execution ends')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Go on until the execution ends')
            [CompletionResult]::new('--no-data', '--no-data', [CompletionResultType]::ParameterName, 'Leave payloads, results and errors out')
            [CompletionResult]::new('--reverse', '--reverse', [CompletionResultType]::ParameterName, 'Newest first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;execution;logs' {
            [CompletionResult]::new('--invocation', '--invocation', [CompletionResultType]::ParameterName, 'Only of this invocation: its number, or the start of its request id')
            [CompletionResult]::new('--stream', '--stream', [CompletionResultType]::ParameterName, 'Only what was written to stdout, or to stderr')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Go on until the execution ends')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Go on until the execution ends')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;execution;wait' {
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait no longer than so many seconds')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;execution;rerun' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'The new execution''s name')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Wait so many seconds for the end')
            [CompletionResult]::new('--callback-timeout', '--callback-timeout', [CompletionResultType]::ParameterName, 'Wait so long for a callback''s answer [default: 60 in a script]')
            [CompletionResult]::new('--answers', '--answers', [CompletionResultType]::ParameterName, 'Answer callbacks as this file says; `--help` shows it')
            [CompletionResult]::new('--function', '--function', [CompletionResultType]::ParameterName, 'Declare a function; see `--help` for what SPEC may be')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'A SAM or CloudFormation template; else the project''s')
            [CompletionResult]::new('--template', '--template', [CompletionResultType]::ParameterName, 'A SAM or CloudFormation template; else the project''s')
            [CompletionResult]::new('--parameter-overrides', '--parameter-overrides', [CompletionResultType]::ParameterName, 'Values for the template''s parameters: `Stage=dev Size=2`')
            [CompletionResult]::new('--env-var', '--env-var', [CompletionResultType]::ParameterName, 'Set a variable for every function')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read such variables from a file')
            [CompletionResult]::new('--isolation', '--isolation', [CompletionResultType]::ParameterName, 'Run functions in a container, as a process, or auto')
            [CompletionResult]::new('--pull', '--pull', [CompletionResultType]::ParameterName, 'Pull images: missing, always or never')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The package of the function')
            [CompletionResult]::new('--package', '--package', [CompletionResultType]::ParameterName, 'The package of the function')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Build with this profile')
            [CompletionResult]::new('--features', '--features', [CompletionResultType]::ParameterName, 'Features to activate')
            [CompletionResult]::new('--target-dir', '--target-dir', [CompletionResultType]::ParameterName, 'Where cargo puts what it builds')
            [CompletionResult]::new('--time', '--time', [CompletionResultType]::ParameterName, 'How time passes: real, skip, or N times faster')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'The region of ARNs [default: `$AWS_REGION`, else us-east-1]')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'The account of ARNs [default: 123456789012]')
            [CompletionResult]::new('--lambda-endpoint', '--lambda-endpoint', [CompletionResultType]::ParameterName, 'Call functions that have no code here at this Invoke API')
            [CompletionResult]::new('--function-configs', '--function-configs', [CompletionResultType]::ParameterName, 'Functions in Lambda''s own shape, by name: JSON, or a `file://` URL')
            [CompletionResult]::new('--max-crash-retries', '--max-crash-retries', [CompletionResultType]::ParameterName, 'Try an execution again so often while it crashes in the same way [default: 2; `start` until it times out]')
            [CompletionResult]::new('--endpoint-concurrency', '--endpoint-concurrency', [CompletionResultType]::ParameterName, 'Calls at once to one endpoint [default: 64]')
            [CompletionResult]::new('--sync', '--sync', [CompletionResultType]::ParameterName, 'What a checkpoint survives: normal, a crash; full, a power cut too')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--async', '--async', [CompletionResultType]::ParameterName, 'Print the execution''s ARN and leave it to the emulator that runs')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Build in release mode')
            [CompletionResult]::new('--release', '--release', [CompletionResultType]::ParameterName, 'Build in release mode')
            [CompletionResult]::new('--all-features', '--all-features', [CompletionResultType]::ParameterName, 'Activate all features')
            [CompletionResult]::new('--no-default-features', '--no-default-features', [CompletionResultType]::ParameterName, 'Do not activate the default features')
            [CompletionResult]::new('--locked', '--locked', [CompletionResultType]::ParameterName, 'Assert that Cargo.lock does not change')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Build without the network')
            [CompletionResult]::new('--frozen', '--frozen', [CompletionResultType]::ParameterName, 'The same as --locked and --offline')
            [CompletionResult]::new('--lenient-qualifiers', '--lenient-qualifiers', [CompletionResultType]::ParameterName, 'Take $LATEST where a chained invoke names no version; Lambda does not')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;execution;stop' {
            [CompletionResult]::new('--error-type', '--error-type', [CompletionResultType]::ParameterName, 'The error''s type')
            [CompletionResult]::new('--error-message', '--error-message', [CompletionResultType]::ParameterName, 'The error''s message')
            [CompletionResult]::new('--error-data', '--error-data', [CompletionResultType]::ParameterName, 'The error''s data')
            [CompletionResult]::new('--stack-trace', '--stack-trace', [CompletionResultType]::ParameterName, 'A line of the error''s stack trace; repeat for more')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;execution;pause' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--keep-timeout', '--keep-timeout', [CompletionResultType]::ParameterName, 'The execution timeout goes on meanwhile')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;execution;resume' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;execution;delete' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;callback' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Open callbacks, oldest first')
            [CompletionResult]::new('succeed', 'succeed', [CompletionResultType]::ParameterValue, 'Answer a callback')
            [CompletionResult]::new('fail', 'fail', [CompletionResultType]::ParameterValue, 'Answer a callback with an error')
            [CompletionResult]::new('heartbeat', 'heartbeat', [CompletionResultType]::ParameterValue, 'Say that a callback''s answer is still to come')
            break
        }
        'cargo-durable;callback;list' {
            [CompletionResult]::new('--execution', '--execution', [CompletionResultType]::ParameterName, 'Only of this execution')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;callback;succeed' {
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'The result, as it is; `-` reads stdin')
            [CompletionResult]::new('--result', '--result', [CompletionResultType]::ParameterName, 'The result, as it is; `-` reads stdin')
            [CompletionResult]::new('-F', '-F ', [CompletionResultType]::ParameterName, 'The result from a file; `-` is stdin')
            [CompletionResult]::new('--data-file', '--data-file', [CompletionResultType]::ParameterName, 'The result from a file; `-` is stdin')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;callback;fail' {
            [CompletionResult]::new('--error-type', '--error-type', [CompletionResultType]::ParameterName, 'The error''s type')
            [CompletionResult]::new('--error-message', '--error-message', [CompletionResultType]::ParameterName, 'The error''s message')
            [CompletionResult]::new('--error-data', '--error-data', [CompletionResultType]::ParameterName, 'The error''s data')
            [CompletionResult]::new('--stack-trace', '--stack-trace', [CompletionResultType]::ParameterName, 'A line of the error''s stack trace; repeat for more')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;callback;heartbeat' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;function' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'What was found, from where, and how it would run')
            break
        }
        'cargo-durable;function;list' {
            [CompletionResult]::new('--function', '--function', [CompletionResultType]::ParameterName, 'Declare a function; see `--help` for what SPEC may be')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'A SAM or CloudFormation template; else the project''s')
            [CompletionResult]::new('--template', '--template', [CompletionResultType]::ParameterName, 'A SAM or CloudFormation template; else the project''s')
            [CompletionResult]::new('--parameter-overrides', '--parameter-overrides', [CompletionResultType]::ParameterName, 'Values for the template''s parameters: `Stage=dev Size=2`')
            [CompletionResult]::new('--env-var', '--env-var', [CompletionResultType]::ParameterName, 'Set a variable for every function')
            [CompletionResult]::new('--env-file', '--env-file', [CompletionResultType]::ParameterName, 'Read such variables from a file')
            [CompletionResult]::new('--isolation', '--isolation', [CompletionResultType]::ParameterName, 'Run functions in a container, as a process, or auto')
            [CompletionResult]::new('--pull', '--pull', [CompletionResultType]::ParameterName, 'Pull images: missing, always or never')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The package of the function')
            [CompletionResult]::new('--package', '--package', [CompletionResultType]::ParameterName, 'The package of the function')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'Build with this profile')
            [CompletionResult]::new('--features', '--features', [CompletionResultType]::ParameterName, 'Features to activate')
            [CompletionResult]::new('--target-dir', '--target-dir', [CompletionResultType]::ParameterName, 'Where cargo puts what it builds')
            [CompletionResult]::new('--lambda-endpoint', '--lambda-endpoint', [CompletionResultType]::ParameterName, 'Call functions that have no code here at this Invoke API')
            [CompletionResult]::new('--function-configs', '--function-configs', [CompletionResultType]::ParameterName, 'Functions in Lambda''s own shape, by name: JSON, or a `file://` URL')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-r', '-r', [CompletionResultType]::ParameterName, 'Build in release mode')
            [CompletionResult]::new('--release', '--release', [CompletionResultType]::ParameterName, 'Build in release mode')
            [CompletionResult]::new('--all-features', '--all-features', [CompletionResultType]::ParameterName, 'Activate all features')
            [CompletionResult]::new('--no-default-features', '--no-default-features', [CompletionResultType]::ParameterName, 'Do not activate the default features')
            [CompletionResult]::new('--locked', '--locked', [CompletionResultType]::ParameterName, 'Assert that Cargo.lock does not change')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Build without the network')
            [CompletionResult]::new('--frozen', '--frozen', [CompletionResultType]::ParameterName, 'The same as --locked and --offline')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;store' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('info', 'info', [CompletionResultType]::ParameterValue, 'Where the store is, what is in it, and who holds it')
            [CompletionResult]::new('clean', 'clean', [CompletionResultType]::ParameterValue, 'Remove executions that have ended')
            break
        }
        'cargo-durable;store;info' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;store;clean' {
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Only what ended so long ago: 90s, 15m, 2h, 7d')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only with this status: succeeded, failed, timed-out, stopped; repeat for more')
            [CompletionResult]::new('--function', '--function', [CompletionResultType]::ParameterName, 'Only of this function')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Only say what would be removed')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would be removed')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;compat' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check an emulator against the contract')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'See which images of AWS''s emulator there are, here and in the registry')
            [CompletionResult]::new('pin', 'pin', [CompletionResultType]::ParameterValue, 'Write down which image of AWS''s emulator this project uses')
            [CompletionResult]::new('unpin', 'unpin', [CompletionResultType]::ParameterValue, 'Forget which image of AWS''s emulator this project uses')
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Fetch the pinned image of AWS''s emulator, or that of a tag')
            [CompletionResult]::new('image', 'image', [CompletionResultType]::ParameterValue, 'The image that SAM starts')
            break
        }
        'cargo-durable;compat;check' {
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Make these checks alone: an id, or an area; repeat for more')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Leave these checks out: an id, or an area; repeat for more')
            [CompletionResult]::new('--severity', '--severity', [CompletionResultType]::ParameterName, 'The least that a check must matter: `breaks`, `hides` or `cosmetic`')
            [CompletionResult]::new('--baseline', '--baseline', [CompletionResultType]::ParameterName, 'Accept what an earlier report has found: a file of `--report json`')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'The report''s format: `human`, `json`, `junit`, or `github` [default: `human`, or what `-o` says]')
            [CompletionResult]::new('--report-file', '--report-file', [CompletionResultType]::ParameterName, 'Write the report to a file; what a person reads goes to stdout then')
            [CompletionResult]::new('--image-repository', '--image-repository', [CompletionResultType]::ParameterName, 'Take images from another repository than AWS''s, such as a mirror')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;compat;list' {
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Show so many images')
            [CompletionResult]::new('--image-repository', '--image-repository', [CompletionResultType]::ParameterName, 'Take images from another repository than AWS''s, such as a mirror')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Show only what is here')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;compat;pin' {
            [CompletionResult]::new('--image-repository', '--image-repository', [CompletionResultType]::ParameterName, 'Take images from another repository than AWS''s, such as a mirror')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--show', '--show', [CompletionResultType]::ParameterName, 'Show what is pinned')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask the engine here what the tag means, and not the registry')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;compat;unpin' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;compat;pull' {
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'What it is for, such as linux/arm64 [default: what the engine is for]')
            [CompletionResult]::new('--image-repository', '--image-repository', [CompletionResultType]::ParameterName, 'Take images from another repository than AWS''s, such as a mirror')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--update', '--update', [CompletionResultType]::ParameterName, 'Take what the pinned tag means now, and pin it')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;compat;image' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('build', 'build', [CompletionResultType]::ParameterValue, 'Make an image with this program in the place of AWS''s emulator')
            break
        }
        'cargo-durable;compat;image;build' {
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'The image''s name')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'The image''s name')
            [CompletionResult]::new('--base', '--base', [CompletionResultType]::ParameterName, 'An image that has all that the program needs [default: none, and the libraries of this machine]')
            [CompletionResult]::new('--binary', '--binary', [CompletionResultType]::ParameterName, 'A program of ours for Linux [default: this one]')
            [CompletionResult]::new('--platform', '--platform', [CompletionResultType]::ParameterName, 'What the image is for, such as linux/arm64 [default: what the program is for]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;doctor' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;completions' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;man' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--output-format', '--output-format', [CompletionResultType]::ParameterName, 'The answer: text, json or jsonl')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colors: auto, always or never')
            [CompletionResult]::new('--endpoint', '--endpoint', [CompletionResultType]::ParameterName, 'Talk to the emulator at this address')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Where executions are kept, or `:memory:`')
            [CompletionResult]::new('--manifest-path', '--manifest-path', [CompletionResultType]::ParameterName, 'The project''s Cargo.toml')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('--directory', '--directory', [CompletionResultType]::ParameterName, 'Go to this directory first')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more on stderr; twice for everything')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say only what went wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'cargo-durable;help' {
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Run the emulator')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'End the emulator of this store')
            [CompletionResult]::new('invoke', 'invoke', [CompletionResultType]::ParameterValue, 'Start an execution, follow it to its end, print its result')
            [CompletionResult]::new('execution', 'execution', [CompletionResultType]::ParameterValue, 'Look at executions, wait for them, run them again; stop, pause or delete them')
            [CompletionResult]::new('callback', 'callback', [CompletionResultType]::ParameterValue, 'Answer what executions wait for')
            [CompletionResult]::new('function', 'function', [CompletionResultType]::ParameterValue, 'See which functions there are')
            [CompletionResult]::new('store', 'store', [CompletionResultType]::ParameterValue, 'Look at the store, and make room in it')
            [CompletionResult]::new('compat', 'compat', [CompletionResultType]::ParameterValue, 'AWS''s own emulator: pin its image, pull it, check it, stand in its place')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Check this machine, and say what to do')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print what a shell needs to complete our commands')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a manual page')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'cargo-durable;help;start' {
            break
        }
        'cargo-durable;help;stop' {
            break
        }
        'cargo-durable;help;invoke' {
            break
        }
        'cargo-durable;help;execution' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'What ran, newest first')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'One execution, in full')
            [CompletionResult]::new('history', 'history', [CompletionResultType]::ParameterValue, 'What happened in an execution')
            [CompletionResult]::new('logs', 'logs', [CompletionResultType]::ParameterValue, 'What functions printed')
            [CompletionResult]::new('wait', 'wait', [CompletionResultType]::ParameterValue, 'Wait until an execution ends, and print its result')
            [CompletionResult]::new('rerun', 'rerun', [CompletionResultType]::ParameterValue, 'Start the same function with the same input under a new name')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'Stop executions')
            [CompletionResult]::new('pause', 'pause', [CompletionResultType]::ParameterValue, 'Pause executions: no function is called until they are resumed')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Resume paused executions')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Delete executions that have ended')
            break
        }
        'cargo-durable;help;execution;list' {
            break
        }
        'cargo-durable;help;execution;get' {
            break
        }
        'cargo-durable;help;execution;history' {
            break
        }
        'cargo-durable;help;execution;logs' {
            break
        }
        'cargo-durable;help;execution;wait' {
            break
        }
        'cargo-durable;help;execution;rerun' {
            break
        }
        'cargo-durable;help;execution;stop' {
            break
        }
        'cargo-durable;help;execution;pause' {
            break
        }
        'cargo-durable;help;execution;resume' {
            break
        }
        'cargo-durable;help;execution;delete' {
            break
        }
        'cargo-durable;help;callback' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Open callbacks, oldest first')
            [CompletionResult]::new('succeed', 'succeed', [CompletionResultType]::ParameterValue, 'Answer a callback')
            [CompletionResult]::new('fail', 'fail', [CompletionResultType]::ParameterValue, 'Answer a callback with an error')
            [CompletionResult]::new('heartbeat', 'heartbeat', [CompletionResultType]::ParameterValue, 'Say that a callback''s answer is still to come')
            break
        }
        'cargo-durable;help;callback;list' {
            break
        }
        'cargo-durable;help;callback;succeed' {
            break
        }
        'cargo-durable;help;callback;fail' {
            break
        }
        'cargo-durable;help;callback;heartbeat' {
            break
        }
        'cargo-durable;help;function' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'What was found, from where, and how it would run')
            break
        }
        'cargo-durable;help;function;list' {
            break
        }
        'cargo-durable;help;store' {
            [CompletionResult]::new('info', 'info', [CompletionResultType]::ParameterValue, 'Where the store is, what is in it, and who holds it')
            [CompletionResult]::new('clean', 'clean', [CompletionResultType]::ParameterValue, 'Remove executions that have ended')
            break
        }
        'cargo-durable;help;store;info' {
            break
        }
        'cargo-durable;help;store;clean' {
            break
        }
        'cargo-durable;help;compat' {
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check an emulator against the contract')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'See which images of AWS''s emulator there are, here and in the registry')
            [CompletionResult]::new('pin', 'pin', [CompletionResultType]::ParameterValue, 'Write down which image of AWS''s emulator this project uses')
            [CompletionResult]::new('unpin', 'unpin', [CompletionResultType]::ParameterValue, 'Forget which image of AWS''s emulator this project uses')
            [CompletionResult]::new('pull', 'pull', [CompletionResultType]::ParameterValue, 'Fetch the pinned image of AWS''s emulator, or that of a tag')
            [CompletionResult]::new('image', 'image', [CompletionResultType]::ParameterValue, 'The image that SAM starts')
            break
        }
        'cargo-durable;help;compat;check' {
            break
        }
        'cargo-durable;help;compat;list' {
            break
        }
        'cargo-durable;help;compat;pin' {
            break
        }
        'cargo-durable;help;compat;unpin' {
            break
        }
        'cargo-durable;help;compat;pull' {
            break
        }
        'cargo-durable;help;compat;image' {
            [CompletionResult]::new('build', 'build', [CompletionResultType]::ParameterValue, 'Make an image with this program in the place of AWS''s emulator')
            break
        }
        'cargo-durable;help;compat;image;build' {
            break
        }
        'cargo-durable;help;doctor' {
            break
        }
        'cargo-durable;help;completions' {
            break
        }
        'cargo-durable;help;man' {
            break
        }
        'cargo-durable;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
