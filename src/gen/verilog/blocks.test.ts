/** Which assignments share a block, and which need one of their own. Golden texts are read like code. */
import { describe, expect, test } from "vitest";
import {
  add,
  and,
  arrayOf,
  binary,
  bit,
  bits,
  cast,
  goldenDesigns,
  lit,
  slice,
  uint,
  unary,
  verilogBody,
} from "../../testing/index.ts";

const golden = goldenDesigns();
const { design } = golden;

describe("blocks", () => {
  test("group what is assigned together, and split what reads its own result", () => {
    const made = design("grouped", (m) => {
      const [go, data] = [m.input("go", bit), m.input("data", uint(4))];
      const [chosen, doubled] = [m.wire("chosen", uint(4)), m.output("doubled", uint(4))];
      const valid = m.output("valid", bit);
      m.assign(chosen, lit(0, 4));
      m.assign(doubled, lit(0, 4));
      m.assign(valid, lit(0, 1));
      m.when(go, () => {
        m.assign(chosen, data);
        m.assign(valid, lit(1, 1));
        m.assign(doubled, add(chosen, chosen));
      });
    });
    expect(verilogBody(made)).toMatchInlineSnapshot(`
      "
        reg [3:0] chosen;

        always @* begin
          chosen = 4'd0;
          valid = 1'b0;
          if (go) begin
            chosen = data;
            valid = 1'b1;
          end
        end

        always @* begin
          doubled = 4'd0;
          if (go) doubled = chosen + chosen;
        end
      "
    `);
  });

  test("hold the stages of a pipeline together, apart from registers with another reset", () => {
    const made = design("pipeline", (m) => {
      const data = m.input("data", uint(4));
      const [first, second] = [m.register("first", uint(4)), m.register("second", uint(4))];
      const valid = m.register("valid", bit, { init: 0 });
      m.assign(first, data);
      m.assign(second, first);
      m.assign(valid, unary("any", data));
      m.assign(m.output("result", uint(4)), second);
      m.assign(m.output("isValid", bit), valid);
    });
    expect(verilogBody(made)).toMatchInlineSnapshot(`
      "
        reg [3:0] first;
        reg [3:0] second;
        reg valid;

        always @(posedge clock) begin
          first <= data;
          second <= first;
        end

        always @(posedge clock) begin
          if (reset) begin
            valid <= 1'b0;
          end else begin
            valid <= |data;
          end
        end

        assign result = second;
        assign isValid = valid;
      "
    `);
  });

  test("leave out what is overwritten, and name what nothing reads", () => {
    const made = design("leftover", (m) => {
      const data = m.input("data", uint(8));
      const low = m.output("low", uint(4));
      m.when(slice(data, 7, 7), () => m.assign(low, lit(3, 4)));
      m.assign(bits(low, 3, 2), slice(data, 5, 4));
      m.assign(low, slice(data, 3, 0));
    });
    expect(verilogBody(made)).toMatchInlineSnapshot(`
      "
        assign low = data[3:0];

        // Read by nothing in this module; the sink keeps lint quiet about it.
        wire unused_bits = &{1'b0, data[7:4]};
      "
    `);
  });

  test("give the links of a chain through one signal nets of their own", () => {
    const made = design("ripple", (m) => {
      const [a, b] = [m.input("a", uint(3)), m.input("b", uint(3))];
      const carry = m.wire("carry", arrayOf(bit, 3));
      const both = (i: number) => and(slice(a, i, i), slice(b, i, i));
      const either = (i: number) => binary("xor", slice(a, i, i), slice(b, i, i));
      m.assign(bits(carry, 0, 0), both(0));
      for (const i of [1, 2]) {
        const passed = and(either(i), slice(carry, i - 1, i - 1));
        m.assign(bits(carry, i, i), binary("or", both(i), passed));
      }
      m.assign(m.output("carries", uint(3)), cast(carry, uint(3)));
    });
    expect(verilogBody(made)).toMatchInlineSnapshot(`
      "
        wire [2:0] carry;  // 3 x 1 bit, element 0 lowest
        wire carry_2;
        wire carry_1;
        wire carry_0;

        assign carry_2 = (a[2] && b[2]) || ((a[2] ^ b[2]) && carry_1);
        assign carry_1 = (a[1] && b[1]) || ((a[1] ^ b[1]) && carry_0);
        assign carry_0 = a[0] && b[0];
        assign carry = {carry_2, carry_1, carry_0};
        assign carries = carry;
      "
    `);
  });

  test("do so for conditional links too, whatever order they are written in", () => {
    const made = design("conditional_links", (m) => {
      const [go, a] = [m.input("go", bit), m.input("a", uint(4))];
      const links = m.output("links", arrayOf(uint(4), 2));
      m.assign(links, lit(0x21, arrayOf(uint(4), 2)));
      m.when(go, () => {
        m.assign(bits(links, 7, 4), add(slice(links, 3, 0), a));
        m.assign(bits(links, 3, 0), a);
      });
    });
    expect(verilogBody(made)).toMatchInlineSnapshot(`
      "
        reg [3:0] links_1;
        reg [3:0] links_0;

        always @* begin
          links_1 = 4'd2;
          if (go) links_1 = links_0 + a;
        end

        always @* begin
          links_0 = 4'd1;
          if (go) links_0 = a;
        end

        assign links = {links_1, links_0};
      "
    `);
  });
});

test("every module above passes all three tools", async () => {
  expect(await golden.complaints()).toEqual([]);
});
