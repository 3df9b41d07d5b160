`default_nettype none

// Weight-stationary FineQ element, temporal.
module fineq_stationary_pe_temporal_a8_w10_p10 (  // src/blocks/fineq/stationary.ts:84:10
  input  wire       clock,
  // The element takes `weight`; it counts from the next cycle on.
  input  wire       load,
  // From the element above, or the top edge.
  input  wire [2:0] weight,
  // The weight that the element holds.
  output wire [2:0] weightBelow,
  // From the left.
  input  wire [8:0] activation,
  // The same a cycle later.
  output wire [8:0] activationRight,
  // Sum of the elements above.
  input  wire [9:0] partial,
  // That sum and this element's product, a cycle later.
  output wire [9:0] total
);

  reg [2:0] held;  // src/blocks/fineq/stationary.ts:88:20
  reg [8:0] passed;  // src/blocks/fineq/stationary.ts:93:22
  reg [9:0] sum;  // src/blocks/fineq/stationary.ts:109:19
  wire bit_1_9 = partial[9];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_1_8 = partial[8];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_1_7 = partial[7];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire negative = held[2];  // src/blocks/fineq/stationary.ts:99:29
  wire counts = activation[8] ? held[0] : held[1];  // src/blocks/fineq/stationary.ts:98:45
  wire [7:0] bit_0_7_mask = (activation[7:0] ^ {8{negative}}) & {8{counts}};  // src/blocks/fineq/stationary.ts:105:12
  wire bit_0_7 = bit_0_7_mask[7];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_7_0 = bit_1_7 ^ bit_0_7;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_1_6 = partial[6];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_0_6 = bit_0_7_mask[6];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_6_0 = bit_1_6 ^ bit_0_6;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_1_5 = partial[5];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_0_5 = bit_0_7_mask[5];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_5_0 = bit_1_5 ^ bit_0_5;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_1_4 = partial[4];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_0_4 = bit_0_7_mask[4];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_4_0 = bit_1_4 ^ bit_0_4;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_1_3 = partial[3];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_0_3 = bit_0_7_mask[3];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_3_0 = bit_1_3 ^ bit_0_3;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_1_2 = partial[2];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_0_2 = bit_0_7_mask[2];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_2_0 = bit_1_2 ^ bit_0_2;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_1_1 = partial[1];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_0_1 = bit_0_7_mask[1];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_1_0 = bit_1_1 ^ bit_0_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_1_0 = partial[0];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_0_0 = bit_0_7_mask[0];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_0_0 = bit_1_0 && bit_0_0;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_1_0 = (bit_1_1 && bit_0_1) || (half_1_0 && carry_0_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_2_0 = (bit_1_2 && bit_0_2) || (half_2_0 && carry_1_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_3_0 = (bit_1_3 && bit_0_3) || (half_3_0 && carry_2_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_4_0 = (bit_1_4 && bit_0_4) || (half_4_0 && carry_3_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_5_0 = (bit_1_5 && bit_0_5) || (half_5_0 && carry_4_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_6_0 = (bit_1_6 && bit_0_6) || (half_6_0 && carry_5_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_7_0 = (bit_1_7 && bit_0_7) || (half_7_0 && carry_6_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_8_0 = bit_1_8 && carry_7_0;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire sum_9_0 = bit_1_9 ^ carry_8_0;  // src/blocks/arithmetic/heap-sum.ts:107:65
  wire sum_8_0 = bit_1_8 ^ carry_7_0;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_7_0 = half_7_0 ^ carry_6_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_6_0 = half_6_0 ^ carry_5_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_5_0 = half_5_0 ^ carry_4_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_4_0 = half_4_0 ^ carry_3_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_3_0 = half_3_0 ^ carry_2_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_2_0 = half_2_0 ^ carry_1_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_1_0 = half_1_0 ^ carry_0_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_0_0 = bit_1_0 ^ bit_0_0;  // src/blocks/arithmetic/heap-sum.ts:100:39

  always @(posedge clock) begin  // src/blocks/fineq/stationary.ts:89:7
    if (load) held <= weight;
  end

  assign weightBelow = held;  // src/blocks/fineq/stationary.ts:92:19

  always @(posedge clock) begin  // src/blocks/fineq/stationary.ts:94:14
    passed <= activation;
  end

  assign activationRight = passed;  // src/blocks/fineq/stationary.ts:95:23

  always @(posedge clock) begin  // src/blocks/fineq/stationary.ts:110:11
    sum <= {sum_9_0, sum_8_0, sum_7_0, sum_6_0, sum_5_0, sum_4_0, sum_3_0, sum_2_0, sum_1_0, sum_0_0};
  end

  assign total = sum;  // src/blocks/fineq/stationary.ts:111:13

endmodule

`default_nettype wire
