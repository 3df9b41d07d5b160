`default_nettype none

// Column of a tile of ternary planes, gates: 6 inputs, 1 tokens at a time.
module tile_column_planes_gates_1x1_a8 (  // src/blocks/tiles/planes.ts:58:10
  input  wire        clock,
  input  wire        load,
  input  wire        plane,
  input  wire [13:0] weights,  // 1 x 14 bits, element 0 lowest
  input  wire [47:0] activations,  // 6 x 8 bits, element 0 lowest
  output wire [10:0] sums  // 1 x 11 bits, element 0 lowest
);

  reg [5:0] positive;  // 6 x 1 bit, element 0 lowest; src/blocks/tiles/planes.ts:91:20
  reg [5:0] negative;  // 6 x 1 bit, element 0 lowest; src/blocks/tiles/planes.ts:92:20
  reg [10:0] total;  // src/blocks/tiles/planes.ts:106:19
  wire [13:0] pairsOf = weights;  // src/blocks/tiles/planes.ts:69:31
  wire [1:0] index = pairsOf[13:12];  // src/blocks/tiles/planes.ts:120:22
  wire is_ternary = index == 2'd0;  // src/blocks/tiles/planes.ts:121:47
  wire is_low_ternary = is_ternary && !plane;  // src/blocks/tiles/planes.ts:122:58
  wire [5:0] data_0 = pairsOf[5:0];  // src/blocks/tiles/planes.ts:129:23
  wire low_0 = plane ? data_0[1] : data_0[0];  // src/blocks/tiles/planes.ts:130:41
  wire high_0 = plane ? data_0[4] : data_0[3];  // src/blocks/tiles/planes.ts:131:43
  wire [5:0] data_1 = pairsOf[11:6];  // src/blocks/tiles/planes.ts:129:23
  wire low_1 = plane ? data_1[1] : data_1[0];  // src/blocks/tiles/planes.ts:130:41
  wire high_1 = plane ? data_1[4] : data_1[3];  // src/blocks/tiles/planes.ts:131:43
  wire [7:0] kept_0 = activations[7:0] & {8{positive[0]}};  // src/blocks/tiles/planes.ts:102:31
  wire [7:0] complement_0 = ~activations[7:0] & {8{negative[0]}};  // src/blocks/tiles/planes.ts:103:43
  wire [7:0] row_0 = kept_0 | complement_0;  // src/blocks/tiles/planes.ts:104:39
  wire bit_0_7 = row_0[7];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire [7:0] kept_1 = activations[15:8] & {8{positive[1]}};  // src/blocks/tiles/planes.ts:102:31
  wire [7:0] complement_1 = ~activations[15:8] & {8{negative[1]}};  // src/blocks/tiles/planes.ts:103:43
  wire [7:0] row_1 = kept_1 | complement_1;  // src/blocks/tiles/planes.ts:104:39
  wire bit_1_7 = row_1[7];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_7_0 = bit_0_7 ^ bit_1_7;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire [7:0] kept_2 = activations[23:16] & {8{positive[2]}};  // src/blocks/tiles/planes.ts:102:31
  wire [7:0] complement_2 = ~activations[23:16] & {8{negative[2]}};  // src/blocks/tiles/planes.ts:103:43
  wire [7:0] row_2 = kept_2 | complement_2;  // src/blocks/tiles/planes.ts:104:39
  wire bit_2_7 = row_2[7];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_7_0 = (bit_0_7 && bit_1_7) || (half_7_0 && bit_2_7);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire [7:0] kept_3 = activations[31:24] & {8{positive[3]}};  // src/blocks/tiles/planes.ts:102:31
  wire [7:0] complement_3 = ~activations[31:24] & {8{negative[3]}};  // src/blocks/tiles/planes.ts:103:43
  wire [7:0] row_3 = kept_3 | complement_3;  // src/blocks/tiles/planes.ts:104:39
  wire bit_3_7 = row_3[7];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire [7:0] kept_4 = activations[39:32] & {8{positive[4]}};  // src/blocks/tiles/planes.ts:102:31
  wire [7:0] complement_4 = ~activations[39:32] & {8{negative[4]}};  // src/blocks/tiles/planes.ts:103:43
  wire [7:0] row_4 = kept_4 | complement_4;  // src/blocks/tiles/planes.ts:104:39
  wire bit_4_7 = row_4[7];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_7_1 = bit_3_7 ^ bit_4_7;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire [7:0] kept_5 = activations[47:40] & {8{positive[5]}};  // src/blocks/tiles/planes.ts:102:31
  wire [7:0] complement_5 = ~activations[47:40] & {8{negative[5]}};  // src/blocks/tiles/planes.ts:103:43
  wire [7:0] row_5 = kept_5 | complement_5;  // src/blocks/tiles/planes.ts:104:39
  wire bit_5_7 = row_5[7];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_7_1 = (bit_3_7 && bit_4_7) || (half_7_1 && bit_5_7);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_8_0 = carry_7_0 ^ carry_7_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_0_6 = row_0[6];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_1_6 = row_1[6];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_6_0 = bit_0_6 ^ bit_1_6;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_2_6 = row_2[6];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_6_0 = (bit_0_6 && bit_1_6) || (half_6_0 && bit_2_6);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire bit_3_6 = row_3[6];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_4_6 = row_4[6];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_6_1 = bit_3_6 ^ bit_4_6;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_5_6 = row_5[6];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_6_1 = (bit_3_6 && bit_4_6) || (half_6_1 && bit_5_6);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_7_2 = carry_6_0 ^ carry_6_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_7_0 = half_7_0 ^ bit_2_7;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_7_2 = (carry_6_0 && carry_6_1) || (half_7_2 && sum_7_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_8_0 = (carry_7_0 && carry_7_1) || (half_8_0 && carry_7_2);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire sum_8_0 = half_8_0 ^ carry_7_2;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_7_1 = half_7_1 ^ bit_5_7;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire bit_0_5 = row_0[5];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_1_5 = row_1[5];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_5_0 = bit_0_5 ^ bit_1_5;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_2_5 = row_2[5];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_5_0 = (bit_0_5 && bit_1_5) || (half_5_0 && bit_2_5);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire bit_3_5 = row_3[5];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_4_5 = row_4[5];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_5_1 = bit_3_5 ^ bit_4_5;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_5_5 = row_5[5];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_5_1 = (bit_3_5 && bit_4_5) || (half_5_1 && bit_5_5);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_6_2 = carry_5_0 ^ carry_5_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_6_0 = half_6_0 ^ bit_2_6;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_6_2 = (carry_5_0 && carry_5_1) || (half_6_2 && sum_6_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_7_3 = sum_7_1 ^ carry_6_2;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_7_2 = half_7_2 ^ sum_7_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_7_3 = (sum_7_1 && carry_6_2) || (half_7_3 && sum_7_2);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_8_1 = sum_8_0 ^ carry_7_3;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_6_1 = half_6_1 ^ bit_5_6;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire bit_0_4 = row_0[4];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_1_4 = row_1[4];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_4_0 = bit_0_4 ^ bit_1_4;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_2_4 = row_2[4];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_4_0 = (bit_0_4 && bit_1_4) || (half_4_0 && bit_2_4);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire bit_3_4 = row_3[4];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_4_4 = row_4[4];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_4_1 = bit_3_4 ^ bit_4_4;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_5_4 = row_5[4];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_4_1 = (bit_3_4 && bit_4_4) || (half_4_1 && bit_5_4);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_5_2 = carry_4_0 ^ carry_4_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_5_0 = half_5_0 ^ bit_2_5;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_5_2 = (carry_4_0 && carry_4_1) || (half_5_2 && sum_5_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_6_3 = sum_6_1 ^ carry_5_2;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_6_2 = half_6_2 ^ sum_6_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_6_3 = (sum_6_1 && carry_5_2) || (half_6_3 && sum_6_2);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire sum_7_3 = half_7_3 ^ sum_7_2;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_7_4 = carry_6_3 ^ sum_7_3;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_5_1 = half_5_1 ^ bit_5_5;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire bit_0_3 = row_0[3];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_1_3 = row_1[3];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_3_0 = bit_0_3 ^ bit_1_3;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_2_3 = row_2[3];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_3_0 = (bit_0_3 && bit_1_3) || (half_3_0 && bit_2_3);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire bit_3_3 = row_3[3];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_4_3 = row_4[3];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_3_1 = bit_3_3 ^ bit_4_3;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_5_3 = row_5[3];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_3_1 = (bit_3_3 && bit_4_3) || (half_3_1 && bit_5_3);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_4_2 = carry_3_0 ^ carry_3_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_4_0 = half_4_0 ^ bit_2_4;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_4_2 = (carry_3_0 && carry_3_1) || (half_4_2 && sum_4_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_5_3 = sum_5_1 ^ carry_4_2;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_5_2 = half_5_2 ^ sum_5_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_5_3 = (sum_5_1 && carry_4_2) || (half_5_3 && sum_5_2);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire sum_6_3 = half_6_3 ^ sum_6_2;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_6_4 = carry_5_3 ^ sum_6_3;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_4_1 = half_4_1 ^ bit_5_4;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire bit_0_2 = row_0[2];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_1_2 = row_1[2];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_2_0 = bit_0_2 ^ bit_1_2;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_2_2 = row_2[2];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_2_0 = (bit_0_2 && bit_1_2) || (half_2_0 && bit_2_2);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire bit_3_2 = row_3[2];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_4_2 = row_4[2];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_2_1 = bit_3_2 ^ bit_4_2;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_5_2 = row_5[2];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_2_1 = (bit_3_2 && bit_4_2) || (half_2_1 && bit_5_2);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_3_2 = carry_2_0 ^ carry_2_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_3_0 = half_3_0 ^ bit_2_3;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_3_2 = (carry_2_0 && carry_2_1) || (half_3_2 && sum_3_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_4_3 = sum_4_1 ^ carry_3_2;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_4_2 = half_4_2 ^ sum_4_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_4_3 = (sum_4_1 && carry_3_2) || (half_4_3 && sum_4_2);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire sum_5_3 = half_5_3 ^ sum_5_2;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_5_4 = carry_4_3 ^ sum_5_3;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_3_1 = half_3_1 ^ bit_5_3;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire bit_0_1 = row_0[1];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_1_1 = row_1[1];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_1_0 = bit_0_1 ^ bit_1_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_2_1 = row_2[1];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_1_0 = (bit_0_1 && bit_1_1) || (half_1_0 && bit_2_1);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire bit_3_1 = row_3[1];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_4_1 = row_4[1];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_1_1 = bit_3_1 ^ bit_4_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_5_1 = row_5[1];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_1_1 = (bit_3_1 && bit_4_1) || (half_1_1 && bit_5_1);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_2_2 = carry_1_0 ^ carry_1_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_2_0 = half_2_0 ^ bit_2_2;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_2_2 = (carry_1_0 && carry_1_1) || (half_2_2 && sum_2_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_3_3 = sum_3_1 ^ carry_2_2;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_3_2 = half_3_2 ^ sum_3_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_3_3 = (sum_3_1 && carry_2_2) || (half_3_3 && sum_3_2);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire sum_4_3 = half_4_3 ^ sum_4_2;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_4_4 = carry_3_3 ^ sum_4_3;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_2_1 = half_2_1 ^ bit_5_2;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire bit_0_0 = row_0[0];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_1_0 = row_1[0];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_0_0 = bit_0_0 ^ bit_1_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_2_0 = row_2[0];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_0_0 = (bit_0_0 && bit_1_0) || (half_0_0 && bit_2_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire bit_3_0 = row_3[0];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_4_0 = row_4[0];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_0_1 = bit_3_0 ^ bit_4_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_5_0 = row_5[0];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_0_1 = (bit_3_0 && bit_4_0) || (half_0_1 && bit_5_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_1_2 = carry_0_0 ^ carry_0_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_1_0 = half_1_0 ^ bit_2_1;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_1_2 = (carry_0_0 && carry_0_1) || (half_1_2 && sum_1_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_2_3 = sum_2_1 ^ carry_1_2;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_2_2 = half_2_2 ^ sum_2_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_2_3 = (sum_2_1 && carry_1_2) || (half_2_3 && sum_2_2);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire sum_3_3 = half_3_3 ^ sum_3_2;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_3_4 = carry_2_3 ^ sum_3_3;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_1_1 = half_1_1 ^ bit_5_1;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_0_0 = half_0_0 ^ bit_2_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_0_1 = half_0_1 ^ bit_5_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_0_2 = sum_0_0 && sum_0_1;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire half_1_3 = sum_1_1 ^ carry_0_2;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_1_2 = half_1_2 ^ sum_1_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_1_3 = (sum_1_1 && carry_0_2) || (half_1_3 && sum_1_2);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire sum_2_3 = half_2_3 ^ sum_2_2;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_2_4 = carry_1_3 && sum_2_3;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_3_4 = (carry_2_3 && sum_3_3) || (half_3_4 && carry_2_4);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_4_4 = (carry_3_3 && sum_4_3) || (half_4_4 && carry_3_4);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_5_4 = (carry_4_3 && sum_5_3) || (half_5_4 && carry_4_4);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_6_4 = (carry_5_3 && sum_6_3) || (half_6_4 && carry_5_4);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_7_4 = (carry_6_3 && sum_7_3) || (half_7_4 && carry_6_4);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_8_1 = (sum_8_0 && carry_7_3) || (half_8_1 && carry_7_4);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_9_0 = carry_8_0 && carry_8_1;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire sum_9_0 = carry_8_0 ^ carry_8_1;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_8_1 = half_8_1 ^ carry_7_4;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_7_4 = half_7_4 ^ carry_6_4;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_6_4 = half_6_4 ^ carry_5_4;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_5_4 = half_5_4 ^ carry_4_4;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_4_4 = half_4_4 ^ carry_3_4;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_3_4 = half_3_4 ^ carry_2_4;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_2_4 = carry_1_3 ^ sum_2_3;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_1_3 = half_1_3 ^ sum_1_2;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_0_2 = sum_0_0 ^ sum_0_1;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire positive_union = (is_low_ternary && data_0[0]) || ((index == 2'd2 || index == 2'd3) && low_0);  // src/blocks/tiles/planes.ts:134:46
  wire positive_choice = is_ternary ? data_0[1] : data_0[2];  // src/blocks/tiles/planes.ts:135:21
  wire positive_union_2 = (is_low_ternary && data_0[2]) || (index == 2'd1 && low_0) || (index == 2'd3 && high_0);  // src/blocks/tiles/planes.ts:138:73
  wire positive_choice_2 = is_ternary ? data_0[3] : (index == 2'd1) ? data_0[2] : data_0[5];  // src/blocks/tiles/planes.ts:139:21
  wire positive_union_3 = (is_low_ternary && data_0[4]) || ((index == 2'd1 || index == 2'd2) && high_0);  // src/blocks/tiles/planes.ts:142:46
  wire positive_union_4 = (is_low_ternary && data_1[0]) || ((index == 2'd2 || index == 2'd3) && low_1);  // src/blocks/tiles/planes.ts:134:46
  wire positive_choice_3 = is_ternary ? data_1[1] : data_1[2];  // src/blocks/tiles/planes.ts:135:21
  wire positive_union_5 = (is_low_ternary && data_1[2]) || (index == 2'd1 && low_1) || (index == 2'd3 && high_1);  // src/blocks/tiles/planes.ts:138:73
  wire positive_choice_4 = is_ternary ? data_1[3] : (index == 2'd1) ? data_1[2] : data_1[5];  // src/blocks/tiles/planes.ts:139:21
  wire positive_union_6 = (is_low_ternary && data_1[4]) || ((index == 2'd1 || index == 2'd2) && high_1);  // src/blocks/tiles/planes.ts:142:46

  always @(posedge clock) begin  // src/blocks/tiles/planes.ts:93:3
    if (load) begin
      positive[0] <= positive_union && !positive_choice;
      negative[0] <= positive_union && positive_choice;
      positive[1] <= positive_union_2 && !positive_choice_2;
      negative[1] <= positive_union_2 && positive_choice_2;
      positive[2] <= positive_union_3 && !data_0[5];
      negative[2] <= positive_union_3 && data_0[5];
      positive[3] <= positive_union_4 && !positive_choice_3;
      negative[3] <= positive_union_4 && positive_choice_3;
      positive[4] <= positive_union_5 && !positive_choice_4;
      negative[4] <= positive_union_5 && positive_choice_4;
      positive[5] <= positive_union_6 && !data_1[5];
      negative[5] <= positive_union_6 && data_1[5];
    end
  end

  always @(posedge clock) begin  // src/blocks/tiles/planes.ts:107:11
    total <= {carry_9_0, sum_9_0, sum_8_1, sum_7_4, sum_6_4, sum_5_4, sum_4_4, sum_3_4, sum_2_4, sum_1_3, sum_0_2};
  end

  assign sums = total;  // src/blocks/tiles/planes.ts:72:14

endmodule

`default_nettype wire
