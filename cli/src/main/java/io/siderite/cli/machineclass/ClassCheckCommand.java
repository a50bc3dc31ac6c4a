package io.siderite.cli.machineclass;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.siderite.machineclass.ParseResult;
import io.siderite.machineclass.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads classes as class-evaluator will, and prints everything that is wrong with them. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Reads machine classes and prints every problem of each.",
            "Ends with 0 when all are right, 1 when one is not, 2 when a file can't be read.",
            "With --json: an array of {file, class, ok, problems: [{path, line, expected, found, instead}], summary}."
        })
public class ClassCheckCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "MachineClasses as omnictl applies them, or the provider data alone.")
    List<Path> files = List.of();

    @Option(names = "--json", description = "Print one JSON array instead of lines.")
    boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        List<CheckedClass> all = new ArrayList<>();
        for (Path file : files) {
            try {
                all.addAll(ClassFile.check(file.toString(), Files.readString(file)));
            } catch (IOException e) {
                System.err.println("siderite class check: " + file + " can't be read (" + e + ")");
                return 2;
            }
        }
        if (json) {
            System.out.println(new ObjectMapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(
                            all.stream().map(ClassCheckCommand::json).toList()));
        } else {
            all.stream().flatMap(c -> c.lines().stream()).forEach(System.out::println);
        }
        return all.stream().allMatch(CheckedClass::isRight) ? 0 : 1;
    }

    private static Map<String, Object> json(CheckedClass checked) {
        List<Problem> problems = switch (checked.result()) {
            case ParseResult.Parsed _ -> List.of();
            case ParseResult.Refused refused -> refused.problems();
        };
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", checked.file());
        fields.put("class", checked.name());
        fields.put("ok", checked.isRight());
        fields.put("problems", problems);
        fields.put("summary", checked.summary());
        return fields;
    }
}
