/** From the data type of an expression back to a descriptor, for values that were made without one at hand. */
import type { DataType } from "../ir/index.ts";
import type { AnyType } from "./types.ts";

const known = new WeakMap<DataType, AnyType>();

/** The descriptor of `data`; the same object for the same data type object. */
export function describeType(data: DataType): AnyType {
  let type = known.get(data);
  if (!type) {
    type = build(data);
    known.set(data, type);
  }
  return type;
}

function build(data: DataType): AnyType {
  // Phantom members exist for tsc only.
  const descriptor = (members: object): AnyType => ({ ...members, data }) as AnyType;
  switch (data.kind) {
    case "uint":
    case "sint":
      return descriptor({ kind: data.kind, width: data.width });
    case "enum":
      return descriptor({ kind: "enum", members: data.members.map((m) => m.name) });
    case "array":
      return descriptor({ kind: "array", element: describeType(data.element), length: data.length });
    case "struct":
      return descriptor({
        kind: "struct",
        fields: Object.fromEntries(data.fields.map((field) => [field.name, describeType(field.type)])),
      });
  }
}
