package io.siderite.proto;

import static java.util.stream.Collectors.toMap;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto.ReservedRange;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What was taken from the contracts, or changed in them, since a release: each is a breaking change. */
final class Compatibility {

    private final List<String> breaks = new ArrayList<>();

    private Compatibility() {}

    static List<String> breaks(FileDescriptorSet released, FileDescriptorSet now) {
        Compatibility compatibility = new Compatibility();
        Map<String, DescriptorProto> messages = new HashMap<>();
        Map<String, EnumDescriptorProto> enums = new HashMap<>();
        Map<String, ServiceDescriptorProto> services = new HashMap<>();
        now.getFileList().forEach(file -> collect(file, messages, enums, services));
        Map<String, DescriptorProto> oldMessages = new HashMap<>();
        Map<String, EnumDescriptorProto> oldEnums = new HashMap<>();
        Map<String, ServiceDescriptorProto> oldServices = new HashMap<>();
        released.getFileList().forEach(file -> collect(file, oldMessages, oldEnums, oldServices));
        oldMessages.forEach((name, old) -> compatibility.message(name, old, messages.get(name)));
        oldEnums.forEach((name, old) -> compatibility.enumeration(name, old, enums.get(name)));
        oldServices.forEach((name, old) -> compatibility.service(name, old, services.get(name)));
        return compatibility.breaks;
    }

    private void message(String name, DescriptorProto old, @Nullable DescriptorProto now) {
        if (now == null) {
            breaks.add("message " + name + " is gone");
            return;
        }
        Map<Integer, FieldDescriptorProto> fields =
                now.getFieldList().stream().collect(toMap(FieldDescriptorProto::getNumber, Function.identity()));
        for (FieldDescriptorProto field : old.getFieldList()) {
            FieldDescriptorProto today = fields.get(field.getNumber());
            String where = name + "." + field.getName() + " (" + field.getNumber() + ")";
            if (today == null) {
                if (now.getReservedRangeList().stream().noneMatch(r -> covers(r, field.getNumber()))) {
                    breaks.add("field " + where + " is gone and its number is not reserved");
                }
            } else if (!today.getName().equals(field.getName())) {
                breaks.add("field " + where + " is now called " + today.getName());
            } else if (today.getType() != field.getType()
                    || today.getLabel() != field.getLabel()
                    || !today.getTypeName().equals(field.getTypeName())) {
                breaks.add("field " + where + " has another type");
            }
        }
    }

    private void enumeration(String name, EnumDescriptorProto old, @Nullable EnumDescriptorProto now) {
        if (now == null) {
            breaks.add("enum " + name + " is gone");
            return;
        }
        Map<Integer, String> values = now.getValueList().stream()
                .collect(toMap(EnumValueDescriptorProto::getNumber, EnumValueDescriptorProto::getName));
        for (EnumValueDescriptorProto value : old.getValueList()) {
            String today = values.get(value.getNumber());
            boolean reserved = now.getReservedRangeList().stream()
                    .anyMatch(r -> value.getNumber() >= r.getStart() && value.getNumber() <= r.getEnd());
            if (!value.getName().equals(today) && !(today == null && reserved)) {
                breaks.add("enum value " + name + "." + value.getName() + " is gone or has another name");
            }
        }
    }

    private void service(String name, ServiceDescriptorProto old, @Nullable ServiceDescriptorProto now) {
        if (now == null) {
            breaks.add("service " + name + " is gone");
            return;
        }
        Map<String, MethodDescriptorProto> methods =
                now.getMethodList().stream().collect(toMap(MethodDescriptorProto::getName, Function.identity()));
        for (MethodDescriptorProto method : old.getMethodList()) {
            if (!method.equals(methods.get(method.getName()))) {
                breaks.add("method " + name + "/" + method.getName() + " is gone or takes or answers another message");
            }
        }
    }

    private static boolean covers(ReservedRange range, int number) {
        return number >= range.getStart() && number < range.getEnd();
    }

    private static void collect(
            FileDescriptorProto file,
            Map<String, DescriptorProto> messages,
            Map<String, EnumDescriptorProto> enums,
            Map<String, ServiceDescriptorProto> services) {
        file.getMessageTypeList().forEach(m -> collect(file.getPackage(), m, messages, enums));
        file.getEnumTypeList().forEach(e -> enums.put(file.getPackage() + "." + e.getName(), e));
        file.getServiceList().forEach(s -> services.put(file.getPackage() + "." + s.getName(), s));
    }

    private static void collect(
            String scope,
            DescriptorProto message,
            Map<String, DescriptorProto> messages,
            Map<String, EnumDescriptorProto> enums) {
        String name = scope + "." + message.getName();
        messages.put(name, message);
        message.getNestedTypeList().forEach(m -> collect(name, m, messages, enums));
        message.getEnumTypeList().forEach(e -> enums.put(name + "." + e.getName(), e));
    }
}
