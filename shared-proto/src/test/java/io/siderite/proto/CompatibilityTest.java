package io.siderite.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.siderite.proto.cosi.Metadata;
import io.siderite.proto.events.v1.MachineRequest;
import io.siderite.proto.events.v1.MachineRequested;
import io.siderite.proto.gateway.v1.JoinConfigRequest;
import io.siderite.proto.management.BootAssetURLRequest;
import io.siderite.proto.siderolink.ProvisionRequest;
import io.siderite.proto.specs.MachineRequestSpec;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CompatibilityTest {

    @Test
    void nothingOfTheLastReleaseIsTakenAwayOrChanged() throws IOException {
        assertThat(Compatibility.breaks(released(), now())).isEmpty();
    }

    @Test
    void theReleasedSetHoldsAllContracts() throws IOException {
        assertThat(released().getFileList())
                .extracting(FileDescriptorProto::getPackage)
                .contains(
                        "siderite.events.v1",
                        "siderite.gateway.v1",
                        "cosi.resource",
                        "management",
                        "specs",
                        "sidero.link");
    }

    @Test
    void aFieldThatIsRemovedRenamedOrRetypedIsABreak() {
        FileDescriptorSet old = of(field("a", 1, Type.TYPE_STRING), field("b", 2, Type.TYPE_BOOL));

        assertThat(Compatibility.breaks(old, old)).isEmpty();
        assertThat(Compatibility.breaks(old, of(field("a", 1, Type.TYPE_STRING))))
                .singleElement()
                .asString()
                .contains("p.M.b (2) is gone");
        assertThat(Compatibility.breaks(old, of(field("a", 1, Type.TYPE_STRING), field("c", 2, Type.TYPE_BOOL))))
                .singleElement()
                .asString()
                .contains("is now called c");
        assertThat(Compatibility.breaks(old, of(field("a", 1, Type.TYPE_BYTES), field("b", 2, Type.TYPE_BOOL))))
                .singleElement()
                .asString()
                .contains("another type");
        assertThat(Compatibility.breaks(
                        old,
                        of(
                                field("a", 1, Type.TYPE_STRING),
                                field("b", 2, Type.TYPE_BOOL),
                                field("c", 3, Type.TYPE_BOOL))))
                .isEmpty();
    }

    private static FileDescriptorSet now() {
        FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
        Stream.of(
                        MachineRequest.getDescriptor(),
                        MachineRequested.getDescriptor(),
                        JoinConfigRequest.getDescriptor(),
                        Metadata.getDescriptor(),
                        BootAssetURLRequest.getDescriptor(),
                        MachineRequestSpec.getDescriptor(),
                        ProvisionRequest.getDescriptor())
                .map(message -> message.getFile())
                .map(FileDescriptor::toProto)
                .forEach(set::addFile);
        return set.build();
    }

    private static FileDescriptorSet released() throws IOException {
        try (InputStream in = Objects.requireNonNull(
                CompatibilityTest.class.getResourceAsStream("/released.protobin"), "released.protobin")) {
            FileDescriptorSet all = FileDescriptorSet.parseFrom(in);
            return FileDescriptorSet.newBuilder()
                    .addAllFile(all.getFileList().stream()
                            .filter(f -> !f.getPackage().startsWith("google."))
                            .toList())
                    .build();
        }
    }

    private static FileDescriptorSet of(FieldDescriptorProto... fields) {
        DescriptorProto.Builder message = DescriptorProto.newBuilder().setName("M");
        for (FieldDescriptorProto field : fields) {
            message.addField(field);
        }
        return FileDescriptorSet.newBuilder()
                .addFile(FileDescriptorProto.newBuilder().setPackage("p").addMessageType(message))
                .build();
    }

    private static FieldDescriptorProto field(String name, int number, Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setType(type)
                .build();
    }
}
