import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.OperationAction;
import software.amazon.awssdk.services.lambda.model.OperationType;
import software.amazon.awssdk.services.lambda.model.OperationUpdate;

/**
 * Two of the sample functions in Java: `App::hello` and `App::tax`, twins of those in the other languages.
 *
 * <p>They speak with the service through AWS's own client. The durable SDK for Java is left out: where this was
 * written, Maven could not get it. `Durable` below is the least that `hello` needs in its place.
 */
public class App {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The smallest useful durable function. */
    public void hello(InputStream input, OutputStream output, Context context) throws IOException {
        Durable.run(input, output, (event, durable) -> {
            String name = event.path("name").asText("world");
            int seconds = event.path("wait_s").asInt(5);

            JsonNode greeting = durable.step("greet", () -> TextNode.valueOf("Hello, " + name + "!"));
            durable.pause("pause", seconds);

            return JsonNodeFactory.instance.objectNode().set("greeting", greeting);
        });
    }

    /** Not durable: 19 %, rounded down. */
    public void tax(InputStream input, OutputStream output, Context context) throws IOException {
        long net = JSON.readTree(input).path("net").asLong();
        JSON.writeValue(output, Map.of("tax", net * 19 / 100));
    }

    /** One invocation of a durable execution: what has been done is looked up, what is new is checkpointed. */
    static final class Durable {
        interface Handler {
            JsonNode handle(JsonNode event, Durable durable) throws Suspended;
        }

        /** There is nothing to do before the service knows more. */
        static final class Suspended extends Exception {
        }

        private static final LambdaClient SERVICE = LambdaClient.create();

        private final String arn;
        private final Map<String, JsonNode> done = new HashMap<>();
        private String token;
        private int operations;

        private Durable(JsonNode invocation) {
            arn = invocation.path("DurableExecutionArn").asText();
            token = invocation.path("CheckpointToken").asText();
            for (JsonNode operation : invocation.path("InitialExecutionState").path("Operations")) {
                done.put(operation.path("Id").asText(), operation);
            }
        }

        static void run(InputStream input, OutputStream output, Handler handler) throws IOException {
            JsonNode invocation = JSON.readTree(input);
            Durable durable = new Durable(invocation);
            // The execution itself is its first operation.
            JsonNode execution = invocation.path("InitialExecutionState").path("Operations").path(0);
            String payload = execution.path("ExecutionDetails").path("InputPayload").asText("{}");
            Map<String, String> answer;
            try {
                JsonNode result = handler.handle(JSON.readTree(payload), durable);
                answer = Map.of("Status", "SUCCEEDED", "Result", result.toString());
            } catch (Suspended suspended) {
                answer = Map.of("Status", "PENDING");
            }
            JSON.writeValue(output, answer);
        }

        JsonNode step(String name, Supplier<JsonNode> work) {
            String id = "step-" + ++operations;
            JsonNode before = done.get(id);
            if (before != null && before.path("Status").asText().equals("SUCCEEDED")) {
                return parse(before.path("StepDetails").path("Result").asText());
            }
            JsonNode result = work.get();
            OperationUpdate.Builder update = OperationUpdate.builder().id(id).name(name).subType("Step");
            update.type(OperationType.STEP).action(OperationAction.SUCCEED).payload(result.toString());
            checkpoint(update.build());
            return result;
        }

        void pause(String name, int seconds) throws Suspended {
            String id = "wait-" + ++operations;
            JsonNode before = done.get(id);
            if (before == null) {
                OperationUpdate.Builder update = OperationUpdate.builder().id(id).name(name).subType("Wait");
                update.type(OperationType.WAIT).action(OperationAction.START);
                checkpoint(update.waitOptions(options -> options.waitSeconds(seconds)).build());
            }
            if (before == null || !before.path("Status").asText().equals("SUCCEEDED")) {
                throw new Suspended();
            }
        }

        private void checkpoint(OperationUpdate update) {
            token = SERVICE.checkpointDurableExecution(
                    request -> request.durableExecutionArn(arn).checkpointToken(token).updates(update))
                .checkpointToken();
        }

        private static JsonNode parse(String json) {
            try {
                return JSON.readTree(json);
            } catch (IOException error) {
                throw new IllegalStateException(error);
            }
        }
    }
}
