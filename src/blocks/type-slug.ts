/** Short texts of data types for module names. Invariant: types with different ports in the Verilog have different texts. */
import type { AnyType } from "../dsl/index.ts";
import { bitWidth, type DataType } from "../ir/index.ts";

/** `8`, `s8`, `bits8_last1`, `4of8`: for names such as `fifo_8x16`. */
export const typeSlug = (type: AnyType): string => slug(type.data);

function slug(data: DataType): string {
  switch (data.kind) {
    case "uint":
      return `${data.width}`;
    case "sint":
      return `s${data.width}`;
    case "enum":
      return data.name === "" ? `e${data.members.map((member) => member.name).join("_")}` : data.name;
    case "struct":
      return data.fields.map((field) => `${field.name}${slug(field.type)}`).join("_");
    case "array":
      return `${data.length}of${slug(data.element)}`;
  }
}

/** Bits of a value of the type. */
export const widthOf = (type: AnyType): number => bitWidth(type.data);
