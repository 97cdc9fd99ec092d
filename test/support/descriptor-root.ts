import { describeFile, type ProtoFile } from "@spanhouse/wire";
import protobuf from "protobufjs";
import descriptor, {
  type IDescriptorProto,
  type IFileDescriptorProto,
} from "protobufjs/ext/descriptor/index.js";

/** What protobufjs makes of serialized `FileDescriptorProto`s. Fields have their names in JSON. */
export function rootOfDescriptors(files: readonly Uint8Array[]): protobuf.Root {
  const file = files.map((bytes) => {
    const decoded = descriptor.FileDescriptorProto.decode(bytes) as IFileDescriptorProto;
    decoded.messageType?.forEach(useJsonNames);
    return decoded;
  });
  const set = descriptor.FileDescriptorSet.create({ file });
  // The extension adds the function, and says so in types of its own.
  const extended = protobuf.Root as unknown as {
    fromDescriptor(set: protobuf.Message): protobuf.Root;
  };
  const root = extended.fromDescriptor(set);
  root.resolveAll();
  return root;
}

function useJsonNames(message: IDescriptorProto): void {
  for (const field of message.field ?? []) field.name = (field as { jsonName: string }).jsonName;
  message.nestedType?.forEach(useJsonNames);
}

/** A file with all that it imports, each once. */
export function withImports(files: readonly ProtoFile[]): readonly ProtoFile[] {
  const all = new Set<ProtoFile>();
  const add = (file: ProtoFile): void => {
    if (all.has(file)) return;
    file.imports.forEach(add);
    all.add(file);
  };
  files.forEach(add);
  return [...all];
}

/** What protobufjs makes of our files. */
export function rootOf(files: readonly ProtoFile[]): protobuf.Root {
  return rootOfDescriptors(withImports(files).map(describeFile));
}
