`default_nettype none

// Column of a bit-serial tile, gates: 6 inputs, 1 tokens at a time.
module tile_column_serial_gates_1x1_a8 (  // src/blocks/tiles/serial.ts:60:10
  input  wire        clock,
  input  wire        load,
  input  wire        restart,
  input  wire [13:0] weights,  // 1 x 14 bits, element 0 lowest
  input  wire [5:0]  activations,  // 6 x 1 bit, element 0 lowest
  output wire [11:0] sums  // 1 x 12 bits, element 0 lowest
);

  reg [13:0] held;  // 1 x 14 bits, element 0 lowest; src/blocks/tiles/serial.ts:97:16
  reg [11:0] total;  // src/blocks/tiles/serial.ts:104:19
  wire [10:0] bit_10_10_mask = total[10:0]
      & {!restart, !restart, !restart, !restart, !restart, !restart, !restart, !restart, !restart, !restart, !restart};  // src/blocks/tiles/serial.ts:109:39
  wire bit_10_10 = bit_10_10_mask[10];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_10_9 = bit_10_10_mask[9];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_10_8 = bit_10_10_mask[8];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_10_7 = bit_10_10_mask[7];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_10_6 = bit_10_10_mask[6];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_10_5 = bit_10_10_mask[5];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_10_4 = bit_10_10_mask[4];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_10_3 = bit_10_10_mask[3];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_10_2 = bit_10_10_mask[2];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_10_1 = bit_10_10_mask[1];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire [1:0] index = held[13:12];  // src/blocks/tiles/serial.ts:120:22
  wire low_0 = (index == 2'd1) ? activations[1] : activations[0];  // src/blocks/tiles/serial.ts:126:17
  wire [5:0] data_0 = held[5:0];  // src/blocks/tiles/serial.ts:123:23
  wire is_ternary = index == 2'd0;  // src/blocks/tiles/serial.ts:121:47
  wire bit_3_0 = (low_0 ^ data_0[2]) && !is_ternary && data_0[1];  // src/blocks/tiles/serial.ts:137:43
  wire high_0 = (index == 2'd3) ? activations[1] : activations[2];  // src/blocks/tiles/serial.ts:127:18
  wire bit_4_0 = (high_0 ^ data_0[5]) && !is_ternary && data_0[4];  // src/blocks/tiles/serial.ts:137:43
  wire half_1_0 = bit_3_0 ^ bit_4_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire low_1 = (index == 2'd1) ? activations[4] : activations[3];  // src/blocks/tiles/serial.ts:126:17
  wire [5:0] data_1 = held[11:6];  // src/blocks/tiles/serial.ts:123:23
  wire bit_8_0 = (low_1 ^ data_1[2]) && !is_ternary && data_1[1];  // src/blocks/tiles/serial.ts:137:43
  wire carry_1_0 = (bit_3_0 && bit_4_0) || (half_1_0 && bit_8_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_2_0 = bit_10_1 ^ carry_1_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire high_1 = (index == 2'd3) ? activations[4] : activations[5];  // src/blocks/tiles/serial.ts:127:18
  wire bit_9_0 = (high_1 ^ data_1[5]) && !is_ternary && data_1[4];  // src/blocks/tiles/serial.ts:137:43
  wire bit_10_0 = bit_10_10_mask[0];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_1_1 = bit_9_0 ^ bit_10_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_0_0 = (low_0 ^ (is_ternary ? data_0[1] : data_0[2])) && data_0[0];  // src/blocks/tiles/serial.ts:137:43
  wire bit_1_0 = (high_0 ^ data_0[5]) && (is_ternary ? data_0[4] : data_0[3]);  // src/blocks/tiles/serial.ts:137:43
  wire half_0_0 = bit_0_0 ^ bit_1_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_2_0 = (activations[1] ^ data_0[3]) && is_ternary && data_0[2];  // src/blocks/tiles/serial.ts:137:43
  wire carry_0_0 = (bit_0_0 && bit_1_0) || (half_0_0 && bit_2_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_1_1 = (bit_9_0 && bit_10_0) || (half_1_1 && carry_0_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_2_0 = (bit_10_1 && carry_1_0) || (half_2_0 && carry_1_1);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_3_0 = bit_10_2 ^ carry_2_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_5_0 = (low_1 ^ (is_ternary ? data_1[1] : data_1[2])) && data_1[0];  // src/blocks/tiles/serial.ts:137:43
  wire bit_6_0 = (high_1 ^ data_1[5]) && (is_ternary ? data_1[4] : data_1[3]);  // src/blocks/tiles/serial.ts:137:43
  wire half_0_1 = bit_5_0 ^ bit_6_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_7_0 = (activations[4] ^ data_1[3]) && is_ternary && data_1[2];  // src/blocks/tiles/serial.ts:137:43
  wire carry_0_1 = (bit_5_0 && bit_6_0) || (half_0_1 && bit_7_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire sum_1_0 = half_1_0 ^ bit_8_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_1_2 = carry_0_1 ^ sum_1_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_0_0 = half_0_0 ^ bit_2_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_0_1 = half_0_1 ^ bit_7_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_0_2 = sum_0_0 && sum_0_1;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_1_2 = (carry_0_1 && sum_1_0) || (half_1_2 && carry_0_2);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire sum_2_0 = half_2_0 ^ carry_1_1;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_2_1 = carry_1_2 ^ sum_2_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_1_1 = half_1_1 ^ carry_0_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_1_2 = half_1_2 ^ carry_0_2;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_1_3 = sum_1_1 && sum_1_2;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_2_1 = (carry_1_2 && sum_2_0) || (half_2_1 && carry_1_3);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_3_0 = (bit_10_2 && carry_2_0) || (half_3_0 && carry_2_1);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_4_0 = bit_10_3 && carry_3_0;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_5_0 = bit_10_4 && carry_4_0;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_6_0 = bit_10_5 && carry_5_0;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_7_0 = bit_10_6 && carry_6_0;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_8_0 = bit_10_7 && carry_7_0;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_9_0 = bit_10_8 && carry_8_0;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_10_0 = bit_10_9 && carry_9_0;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire sum_11_0 = bit_10_10 ^ carry_10_0;  // src/blocks/arithmetic/heap-sum.ts:107:65
  wire sum_10_0 = bit_10_9 ^ carry_9_0;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_9_0 = bit_10_8 ^ carry_8_0;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_8_0 = bit_10_7 ^ carry_7_0;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_7_0 = bit_10_6 ^ carry_6_0;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_6_0 = bit_10_5 ^ carry_5_0;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_5_0 = bit_10_4 ^ carry_4_0;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_4_0 = bit_10_3 ^ carry_3_0;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_3_0 = half_3_0 ^ carry_2_1;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_2_1 = half_2_1 ^ carry_1_3;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_1_3 = sum_1_1 ^ sum_1_2;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_0_2 = sum_0_0 ^ sum_0_1;  // src/blocks/arithmetic/heap-sum.ts:100:39

  always @(posedge clock) begin  // src/blocks/tiles/serial.ts:98:3
    if (load) held <= weights;
  end

  always @(posedge clock) begin  // src/blocks/tiles/serial.ts:110:11
    total <= {
        sum_11_0, sum_10_0, sum_9_0, sum_8_0, sum_7_0, sum_6_0, sum_5_0, sum_4_0, sum_3_0, sum_2_1, sum_1_3, sum_0_2
    };
  end

  assign sums = total;  // src/blocks/tiles/serial.ts:72:14

endmodule

`default_nettype wire
