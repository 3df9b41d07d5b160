/** Names that a struct's fields cannot have, found by looking at a struct's value instead of at the list in types.ts. */
import { expect, test } from "vitest";
import { bit, elaborate, module, output, struct, uint, wire } from "./index.ts";

/** Members of a struct's value other than its field, its own and its classes'. */
function membersOfAStruct(): string[] {
  const members = new Set<string>();
  const probe = module("probe", { q: output(bit) }, ({ q }) => {
    const pair = wire(struct({ only: bit }));
    pair.only.value = 1;
    q.value = pair.only;
    for (let object: object = pair; object !== Object.prototype; object = Object.getPrototypeOf(object)) {
      for (const name of Object.getOwnPropertyNames(object)) members.add(name);
    }
    members.delete("only");
  });
  elaborate(probe);
  return [...members];
}

test("a struct's value has members", () => {
  expect(membersOfAStruct()).toEqual(expect.arrayContaining(["value", "next", "type", "eq"]));
});

test.each(membersOfAStruct())("a field cannot be called %s", (name) => {
  expect(() => struct({ [name]: uint(8) })).toThrow(
    `The name of a struct's field is \`${name}\`; allowed is any name but value, next, type, eq,`,
  );
});

test("other names are free", () => {
  expect(struct({ data: uint(8), last: bit, kind: bit }).kind).toBe("struct");
});
