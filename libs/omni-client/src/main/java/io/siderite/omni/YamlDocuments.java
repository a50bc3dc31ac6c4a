package io.siderite.omni;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Reads and writes text that holds one or more YAML documents, each a mapping. */
final class YamlDocuments {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();

    private YamlDocuments() {}

    static ObjectNode mapping() {
        return YAML.createObjectNode();
    }

    /** Reads all documents; empty ones are left out. {@link Answer.Rejected} says where the text is broken. */
    static Answer<List<ObjectNode>> read(String text) {
        try (var parser = YAML.getFactory().createParser(text)) {
            var documents = new ArrayList<ObjectNode>();
            while (parser.nextToken() != null) {
                switch (YAML.<JsonNode>readTree(parser)) {
                    case ObjectNode mapping -> documents.add(mapping);
                    case JsonNode node when node.isNull() || node.isMissingNode() -> {}
                    case JsonNode other -> {
                        return new Answer.Rejected<>("YAML document %d is a %s, not a mapping"
                                .formatted(documents.size() + 1, other.getNodeType()));
                    }
                }
            }
            return new Answer.Done<>(documents);
        } catch (JsonProcessingException e) {
            return new Answer.Rejected<>("broken YAML " + problem(e));
        } catch (IOException e) {
            return new Answer.Rejected<>("broken YAML: " + e.getMessage());
        }
    }

    /** Writes documents, each begun by {@code ---}. */
    static String write(List<ObjectNode> documents) {
        try (var text = new StringWriter();
                var sequence = YAML.writer().writeValues(text)) {
            for (var document : documents) {
                sequence.write(document);
            }
            sequence.flush();
            return text.append('\n').toString();
        } catch (IOException e) {
            throw new IllegalStateException("writing to a string does not fail", e);
        }
    }

    /** Where and what, without the text itself: it may hold secrets. */
    private static String problem(JsonProcessingException e) {
        if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            var mark = marked.getProblemMark();
            return at(mark.getLine() + 1, mark.getColumn() + 1) + marked.getProblem();
        }
        var location = e.getLocation();
        return (location == null ? ": " : at(location.getLineNr(), location.getColumnNr())) + e.getOriginalMessage();
    }

    private static String at(int line, int column) {
        return "at line " + line + ", column " + column + ": ";
    }
}
