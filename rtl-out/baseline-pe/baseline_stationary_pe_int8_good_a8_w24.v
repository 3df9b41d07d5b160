`default_nettype none

// Weight-stationary element, INT8 x int8 (good).
module baseline_stationary_pe_int8_good_a8_w24 (  // src/blocks/baseline/stationary.ts:38:10
  input  wire        clock,
  // The element takes `weight`; it counts from the next cycle on.
  input  wire        load,
  // From the element above, or the top edge.
  input  wire [7:0]  weight,
  // The weight that the element holds.
  output wire [7:0]  weightBelow,
  // From the left.
  input  wire [7:0]  activation,
  // The same a cycle later.
  output wire [7:0]  activationRight,
  // Sum of the elements above.
  input  wire [23:0] partial,
  // That sum and this element's product, a cycle later.
  output wire [23:0] total
);

  reg [7:0] held;  // src/blocks/baseline/stationary.ts:42:20
  reg [7:0] passed;  // src/blocks/baseline/stationary.ts:47:22
  reg [23:0] sum;  // src/blocks/baseline/stationary.ts:50:19
  wire not_8_23 = !partial[23];  // src/blocks/arithmetic/heap-sum.ts:72:65
  wire bit_8_22 = partial[22];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_8_21 = partial[21];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_8_20 = partial[20];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_8_19 = partial[19];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_8_18 = partial[18];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_8_17 = partial[17];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_8_16 = partial[16];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_8_15 = partial[15];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_8_14 = partial[14];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire [8:0] single = {activation[7], activation};  // src/blocks/arithmetic/products.ts:97:51
  wire odd_3 = held[6] ^ held[5];  // src/blocks/arithmetic/products.ts:102:81
  wire [8:0] double = {activation, 1'b0};  // src/blocks/arithmetic/products.ts:100:34
  wire two_3 = held[7] ? !(held[6] || held[5]) : held[6] && held[5];  // src/blocks/arithmetic/products.ts:119:9
  wire bit_7_0 = held[7];  // src/blocks/arithmetic/products.ts:91:53
  wire [8:0] row_6 = ((single & {9{odd_3}}) | (double & {9{two_3}})) ^ {9{bit_7_0}};  // src/blocks/arithmetic/products.ts:129:24
  wire not_6_8 = !row_6[8];  // src/blocks/arithmetic/heap-sum.ts:72:65
  wire half_14_0 = bit_8_14 ^ not_6_8;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_8_13 = partial[13];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_6_7 = row_6[7];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_13_0 = bit_8_13 || bit_6_7;  // src/blocks/arithmetic/heap-sum.ts:105:43
  wire carry_14_0 = (bit_8_14 && not_6_8) || (half_14_0 && carry_13_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_15_0 = bit_8_15 || carry_14_0;  // src/blocks/arithmetic/heap-sum.ts:105:43
  wire carry_16_0 = bit_8_16 || carry_15_0;  // src/blocks/arithmetic/heap-sum.ts:105:43
  wire carry_17_0 = bit_8_17 || carry_16_0;  // src/blocks/arithmetic/heap-sum.ts:105:43
  wire carry_18_0 = bit_8_18 || carry_17_0;  // src/blocks/arithmetic/heap-sum.ts:105:43
  wire carry_19_0 = bit_8_19 || carry_18_0;  // src/blocks/arithmetic/heap-sum.ts:105:43
  wire carry_20_0 = bit_8_20 || carry_19_0;  // src/blocks/arithmetic/heap-sum.ts:105:43
  wire carry_21_0 = bit_8_21 || carry_20_0;  // src/blocks/arithmetic/heap-sum.ts:105:43
  wire carry_22_0 = bit_8_22 || carry_21_0;  // src/blocks/arithmetic/heap-sum.ts:105:43
  wire sum_23_0 = not_8_23 ^ carry_22_0;  // src/blocks/arithmetic/heap-sum.ts:107:65
  wire sum_22_0 = !(bit_8_22 ^ carry_21_0);  // src/blocks/arithmetic/heap-sum.ts:104:46
  wire sum_21_0 = !(bit_8_21 ^ carry_20_0);  // src/blocks/arithmetic/heap-sum.ts:104:46
  wire sum_20_0 = !(bit_8_20 ^ carry_19_0);  // src/blocks/arithmetic/heap-sum.ts:104:46
  wire sum_19_0 = !(bit_8_19 ^ carry_18_0);  // src/blocks/arithmetic/heap-sum.ts:104:46
  wire sum_18_0 = !(bit_8_18 ^ carry_17_0);  // src/blocks/arithmetic/heap-sum.ts:104:46
  wire sum_17_0 = !(bit_8_17 ^ carry_16_0);  // src/blocks/arithmetic/heap-sum.ts:104:46
  wire sum_16_0 = !(bit_8_16 ^ carry_15_0);  // src/blocks/arithmetic/heap-sum.ts:104:46
  wire sum_15_0 = !(bit_8_15 ^ carry_14_0);  // src/blocks/arithmetic/heap-sum.ts:104:46
  wire sum_14_0 = half_14_0 ^ carry_13_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_13_0 = !(bit_8_13 ^ bit_6_7);  // src/blocks/arithmetic/heap-sum.ts:104:46
  wire bit_8_12 = partial[12];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire odd_2 = held[4] ^ held[3];  // src/blocks/arithmetic/products.ts:102:81
  wire two_2 = held[5] ? !(held[4] || held[3]) : held[4] && held[3];  // src/blocks/arithmetic/products.ts:119:9
  wire bit_5_0 = held[5];  // src/blocks/arithmetic/products.ts:91:53
  wire [8:0] row_4 = ((single & {9{odd_2}}) | (double & {9{two_2}})) ^ {9{bit_5_0}};  // src/blocks/arithmetic/products.ts:129:24
  wire not_4_8 = !row_4[8];  // src/blocks/arithmetic/heap-sum.ts:72:65
  wire half_12_0 = bit_8_12 ^ not_4_8;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_6_6 = row_6[6];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_12_0 = (bit_8_12 && not_4_8) || (half_12_0 && bit_6_6);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_13_1 = sum_13_0 ^ carry_12_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_8_11 = partial[11];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_4_7 = row_4[7];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_11_0 = bit_8_11 || bit_4_7;  // src/blocks/arithmetic/heap-sum.ts:105:43
  wire sum_12_0 = half_12_0 ^ bit_6_6;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_12_1 = carry_11_0 ^ sum_12_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_6_5 = row_6[5];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire sum_11_0 = !(bit_8_11 ^ bit_4_7);  // src/blocks/arithmetic/heap-sum.ts:104:46
  wire half_11_1 = bit_6_5 ^ sum_11_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_8_10 = partial[10];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire odd_1 = held[2] ^ held[1];  // src/blocks/arithmetic/products.ts:102:81
  wire two_1 = held[3] ? !(held[2] || held[1]) : held[2] && held[1];  // src/blocks/arithmetic/products.ts:119:9
  wire bit_3_0 = held[3];  // src/blocks/arithmetic/products.ts:91:53
  wire [8:0] row_2 = ((single & {9{odd_1}}) | (double & {9{two_1}})) ^ {9{bit_3_0}};  // src/blocks/arithmetic/products.ts:129:24
  wire not_2_8 = !row_2[8];  // src/blocks/arithmetic/heap-sum.ts:72:65
  wire half_10_0 = bit_8_10 ^ not_2_8;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_4_6 = row_4[6];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_10_0 = (bit_8_10 && not_2_8) || (half_10_0 && bit_4_6);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_11_1 = (bit_6_5 && sum_11_0) || (half_11_1 && carry_10_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_12_1 = (carry_11_0 && sum_12_0) || (half_12_1 && carry_11_1);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_13_1 = (sum_13_0 && carry_12_0) || (half_13_1 && carry_12_1);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_14_1 = sum_14_0 ^ carry_13_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_13_1 = half_13_1 ^ carry_12_1;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_12_1 = half_12_1 ^ carry_11_1;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire bit_6_4 = row_6[4];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_8_9 = partial[9];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_2_7 = row_2[7];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_9_0 = bit_8_9 || bit_2_7;  // src/blocks/arithmetic/heap-sum.ts:105:43
  wire half_10_1 = bit_6_4 ^ carry_9_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_4_5 = row_4[5];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_6_3 = row_6[3];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_9_1 = bit_4_5 ^ bit_6_3;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_8_8 = partial[8];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire odd_0 = held[0];  // src/blocks/arithmetic/products.ts:91:53
  wire two_0 = held[1] && !held[0];  // src/blocks/arithmetic/products.ts:119:65
  wire bit_1_0 = held[1];  // src/blocks/arithmetic/products.ts:91:53
  wire [8:0] row_0 = ((single & {9{odd_0}}) | (double & {9{two_0}})) ^ {9{bit_1_0}};  // src/blocks/arithmetic/products.ts:129:24
  wire not_0_8 = !row_0[8];  // src/blocks/arithmetic/heap-sum.ts:72:65
  wire carry_8_0 = bit_8_8 || not_0_8;  // src/blocks/arithmetic/heap-sum.ts:105:43
  wire carry_9_1 = (bit_4_5 && bit_6_3) || (half_9_1 && carry_8_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_10_1 = (bit_6_4 && carry_9_0) || (half_10_1 && carry_9_1);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire sum_11_1 = half_11_1 ^ carry_10_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_11_2 = carry_10_1 ^ sum_11_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_10_0 = half_10_0 ^ bit_4_6;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_10_1 = half_10_1 ^ carry_9_1;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_10_2 = sum_10_0 ^ sum_10_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_9_0 = !(bit_8_9 ^ bit_2_7);  // src/blocks/arithmetic/heap-sum.ts:104:46
  wire bit_2_6 = row_2[6];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_4_4 = row_4[4];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_8_1 = bit_2_6 ^ bit_4_4;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_6_2 = row_6[2];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_8_1 = (bit_2_6 && bit_4_4) || (half_8_1 && bit_6_2);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_9_2 = sum_9_0 ^ carry_8_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_9_1 = half_9_1 ^ carry_8_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_9_2 = (sum_9_0 && carry_8_1) || (half_9_2 && sum_9_1);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_10_2 = (sum_10_0 && sum_10_1) || (half_10_2 && carry_9_2);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_11_2 = (carry_10_1 && sum_11_1) || (half_11_2 && carry_10_2);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_12_2 = sum_12_1 ^ carry_11_2;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_11_2 = half_11_2 ^ carry_10_2;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_10_2 = half_10_2 ^ carry_9_2;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_8_0 = !(bit_8_8 ^ not_0_8);  // src/blocks/arithmetic/heap-sum.ts:104:46
  wire bit_8_7 = partial[7];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_0_7 = row_0[7];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_7_0 = bit_8_7 ^ bit_0_7;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_2_5 = row_2[5];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_7_0 = (bit_8_7 && bit_0_7) || (half_7_0 && bit_2_5);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_8_2 = sum_8_0 ^ carry_7_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_4_3 = row_4[3];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_6_1 = row_6[1];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_7_1 = bit_4_3 ^ bit_6_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_8_6 = partial[6];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_6_0 = bit_7_0 ^ bit_8_6;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_0_6 = row_0[6];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_6_0 = (bit_7_0 && bit_8_6) || (half_6_0 && bit_0_6);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_7_1 = (bit_4_3 && bit_6_1) || (half_7_1 && carry_6_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_8_2 = (sum_8_0 && carry_7_0) || (half_8_2 && carry_7_1);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire sum_9_2 = half_9_2 ^ sum_9_1;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_9_3 = carry_8_2 ^ sum_9_2;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_8_1 = half_8_1 ^ bit_6_2;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire bit_2_4 = row_2[4];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_4_2 = row_4[2];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_6_1 = bit_2_4 ^ bit_4_2;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_6_0 = row_6[0];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_6_1 = (bit_2_4 && bit_4_2) || (half_6_1 && bit_6_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire sum_7_0 = half_7_0 ^ bit_2_5;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_7_2 = carry_6_1 ^ sum_7_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_7_1 = half_7_1 ^ carry_6_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_7_2 = (carry_6_1 && sum_7_0) || (half_7_2 && sum_7_1);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_8_3 = sum_8_1 ^ carry_7_2;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_8_2 = half_8_2 ^ carry_7_1;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_8_3 = (sum_8_1 && carry_7_2) || (half_8_3 && sum_8_2);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_9_3 = (carry_8_2 && sum_9_2) || (half_9_3 && carry_8_3);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_10_3 = sum_10_2 ^ carry_9_3;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_9_3 = half_9_3 ^ carry_8_3;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_8_3 = half_8_3 ^ sum_8_2;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_6_0 = half_6_0 ^ bit_0_6;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire bit_8_5 = partial[5];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_0_5 = row_0[5];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_5_0 = bit_8_5 ^ bit_0_5;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_2_3 = row_2[3];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_5_0 = (bit_8_5 && bit_0_5) || (half_5_0 && bit_2_3);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_6_2 = sum_6_0 ^ carry_5_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_6_1 = half_6_1 ^ bit_6_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_6_2 = (sum_6_0 && carry_5_0) || (half_6_2 && sum_6_1);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire sum_7_2 = half_7_2 ^ sum_7_1;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_7_3 = carry_6_2 ^ sum_7_2;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_4_1 = row_4[1];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_8_4 = partial[4];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_4_0 = bit_5_0 ^ bit_8_4;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_0_4 = row_0[4];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_4_0 = (bit_5_0 && bit_8_4) || (half_4_0 && bit_0_4);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_5_1 = bit_4_1 ^ carry_4_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_2_2 = row_2[2];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_4_0 = row_4[0];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_4_1 = bit_2_2 ^ bit_4_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_4_0 = half_4_0 ^ bit_0_4;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_4_1 = (bit_2_2 && bit_4_0) || (half_4_1 && sum_4_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_5_1 = (bit_4_1 && carry_4_0) || (half_5_1 && carry_4_1);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire sum_6_2 = half_6_2 ^ sum_6_1;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_6_3 = carry_5_1 ^ sum_6_2;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_5_0 = half_5_0 ^ bit_2_3;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_5_1 = half_5_1 ^ carry_4_1;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_5_2 = sum_5_0 ^ sum_5_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_8_3 = partial[3];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_0_3 = row_0[3];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_3_0 = bit_8_3 ^ bit_0_3;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_2_1 = row_2[1];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_3_0 = (bit_8_3 && bit_0_3) || (half_3_0 && bit_2_1);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire sum_4_1 = half_4_1 ^ sum_4_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_4_2 = carry_3_0 ^ sum_4_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_8_2 = partial[2];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_2_0 = bit_3_0 ^ bit_8_2;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_0_2 = row_0[2];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_2_0 = (bit_3_0 && bit_8_2) || (half_2_0 && bit_0_2);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire sum_3_0 = half_3_0 ^ bit_2_1;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_3_1 = carry_2_0 ^ sum_3_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_2_0 = row_2[0];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire sum_2_0 = half_2_0 ^ bit_0_2;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_2_1 = bit_2_0 ^ sum_2_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_8_1 = partial[1];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_0_1 = row_0[1];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_1_0 = bit_8_1 ^ bit_0_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_8_0 = partial[0];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_0_0 = bit_1_0 ^ bit_8_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_0_0 = row_0[0];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_0_0 = (bit_1_0 && bit_8_0) || (half_0_0 && bit_0_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_1_0 = (bit_8_1 && bit_0_1) || (half_1_0 && carry_0_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_2_1 = (bit_2_0 && sum_2_0) || (half_2_1 && carry_1_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_3_1 = (carry_2_0 && sum_3_0) || (half_3_1 && carry_2_1);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_4_2 = (carry_3_0 && sum_4_1) || (half_4_2 && carry_3_1);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_5_2 = (sum_5_0 && sum_5_1) || (half_5_2 && carry_4_2);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_6_3 = (carry_5_1 && sum_6_2) || (half_6_3 && carry_5_2);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_7_3 = (carry_6_2 && sum_7_2) || (half_7_3 && carry_6_3);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_8_4 = sum_8_3 && carry_7_3;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_9_4 = sum_9_3 && carry_8_4;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_10_3 = (sum_10_2 && carry_9_3) || (half_10_3 && carry_9_4);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_11_3 = sum_11_2 && carry_10_3;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_12_2 = (sum_12_1 && carry_11_2) || (half_12_2 && carry_11_3);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_13_2 = sum_13_1 && carry_12_2;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_14_1 = (sum_14_0 && carry_13_1) || (half_14_1 && carry_13_2);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_15_1 = sum_15_0 && carry_14_1;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_16_1 = sum_16_0 && carry_15_1;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_17_1 = sum_17_0 && carry_16_1;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_18_1 = sum_18_0 && carry_17_1;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_19_1 = sum_19_0 && carry_18_1;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_20_1 = sum_20_0 && carry_19_1;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_21_1 = sum_21_0 && carry_20_1;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_22_1 = sum_22_0 && carry_21_1;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire sum_23_1 = sum_23_0 ^ carry_22_1;  // src/blocks/arithmetic/heap-sum.ts:107:65
  wire sum_22_1 = sum_22_0 ^ carry_21_1;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_21_1 = sum_21_0 ^ carry_20_1;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_20_1 = sum_20_0 ^ carry_19_1;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_19_1 = sum_19_0 ^ carry_18_1;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_18_1 = sum_18_0 ^ carry_17_1;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_17_1 = sum_17_0 ^ carry_16_1;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_16_1 = sum_16_0 ^ carry_15_1;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_15_1 = sum_15_0 ^ carry_14_1;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_14_1 = half_14_1 ^ carry_13_2;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_13_2 = sum_13_1 ^ carry_12_2;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_12_2 = half_12_2 ^ carry_11_3;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_11_3 = sum_11_2 ^ carry_10_3;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_10_3 = half_10_3 ^ carry_9_4;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_9_4 = sum_9_3 ^ carry_8_4;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_8_4 = sum_8_3 ^ carry_7_3;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_7_3 = half_7_3 ^ carry_6_3;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_6_3 = half_6_3 ^ carry_5_2;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_5_2 = half_5_2 ^ carry_4_2;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_4_2 = half_4_2 ^ carry_3_1;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_3_1 = half_3_1 ^ carry_2_1;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_2_1 = half_2_1 ^ carry_1_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_1_0 = half_1_0 ^ carry_0_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_0_0 = half_0_0 ^ bit_0_0;  // src/blocks/arithmetic/heap-sum.ts:95:44

  always @(posedge clock) begin  // src/blocks/baseline/stationary.ts:43:7
    if (load) held <= weight;
  end

  assign weightBelow = held;  // src/blocks/baseline/stationary.ts:46:19

  always @(posedge clock) begin  // src/blocks/baseline/stationary.ts:48:14
    passed <= activation;
  end

  assign activationRight = passed;  // src/blocks/baseline/stationary.ts:49:23

  always @(posedge clock) begin  // src/blocks/baseline/stationary.ts:51:11
    sum <= {
        sum_23_1, sum_22_1, sum_21_1, sum_20_1, sum_19_1, sum_18_1, sum_17_1, sum_16_1, sum_15_1, sum_14_1, sum_13_2,
        sum_12_2, sum_11_3, sum_10_3, sum_9_4, sum_8_4, sum_7_3, sum_6_3, sum_5_2, sum_4_2, sum_3_1, sum_2_1, sum_1_0,
        sum_0_0
    };
  end

  assign total = sum;  // src/blocks/baseline/stationary.ts:56:13

endmodule

`default_nettype wire
