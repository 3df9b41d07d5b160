`default_nettype none

// Multiplier, 8 x 8 bits, signed weights.
module multiplier_8x8_signed_booth_ripple (  // src/blocks/arithmetic/multiplier.ts:78:10
  // Two's complement.
  input  wire [7:0]  activation,
  // Two's complement.
  input  wire [7:0]  weight,
  // Exact.
  output wire [15:0] product
);

  wire [8:0] single = {activation[7], activation};  // src/blocks/arithmetic/products.ts:97:51
  wire odd_3 = weight[6] ^ weight[5];  // src/blocks/arithmetic/products.ts:102:81
  wire [8:0] double = {activation, 1'b0};  // src/blocks/arithmetic/products.ts:100:34
  wire two_3 = weight[7] ? !(weight[6] || weight[5]) : weight[6] && weight[5];  // src/blocks/arithmetic/products.ts:119:9
  wire bit_7_0 = weight[7];  // src/blocks/arithmetic/products.ts:91:53
  wire [8:0] row_6 = ((single & {9{odd_3}}) | (double & {9{two_3}})) ^ {9{bit_7_0}};  // src/blocks/arithmetic/products.ts:129:24
  wire not_6_8 = !row_6[8];  // src/blocks/arithmetic/heap-sum.ts:72:65
  wire bit_6_7 = row_6[7];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire odd_2 = weight[4] ^ weight[3];  // src/blocks/arithmetic/products.ts:102:81
  wire two_2 = weight[5] ? !(weight[4] || weight[3]) : weight[4] && weight[3];  // src/blocks/arithmetic/products.ts:119:9
  wire bit_5_0 = weight[5];  // src/blocks/arithmetic/products.ts:91:53
  wire [8:0] row_4 = ((single & {9{odd_2}}) | (double & {9{two_2}})) ^ {9{bit_5_0}};  // src/blocks/arithmetic/products.ts:129:24
  wire not_4_8 = !row_4[8];  // src/blocks/arithmetic/heap-sum.ts:72:65
  wire bit_6_6 = row_6[6];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_12_0 = not_4_8 ^ bit_6_6;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_4_7 = row_4[7];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_6_5 = row_6[5];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_11_0 = bit_4_7 || bit_6_5;  // src/blocks/arithmetic/heap-sum.ts:105:43
  wire carry_12_0 = (not_4_8 && bit_6_6) || (half_12_0 && carry_11_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_13_0 = bit_6_7 || carry_12_0;  // src/blocks/arithmetic/heap-sum.ts:105:43
  wire half_14_0 = not_6_8 ^ carry_13_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_13_0 = !(bit_6_7 ^ carry_12_0);  // src/blocks/arithmetic/heap-sum.ts:104:46
  wire sum_12_0 = half_12_0 ^ carry_11_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_11_0 = !(bit_4_7 ^ bit_6_5);  // src/blocks/arithmetic/heap-sum.ts:104:46
  wire odd_1 = weight[2] ^ weight[1];  // src/blocks/arithmetic/products.ts:102:81
  wire two_1 = weight[3] ? !(weight[2] || weight[1]) : weight[2] && weight[1];  // src/blocks/arithmetic/products.ts:119:9
  wire bit_3_0 = weight[3];  // src/blocks/arithmetic/products.ts:91:53
  wire [8:0] row_2 = ((single & {9{odd_1}}) | (double & {9{two_1}})) ^ {9{bit_3_0}};  // src/blocks/arithmetic/products.ts:129:24
  wire not_2_8 = !row_2[8];  // src/blocks/arithmetic/heap-sum.ts:72:65
  wire bit_4_6 = row_4[6];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_10_0 = not_2_8 ^ bit_4_6;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_6_4 = row_6[4];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_10_0 = (not_2_8 && bit_4_6) || (half_10_0 && bit_6_4);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_11_1 = sum_11_0 ^ carry_10_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_2_7 = row_2[7];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_4_5 = row_4[5];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_9_0 = bit_2_7 || bit_4_5;  // src/blocks/arithmetic/heap-sum.ts:105:43
  wire sum_10_0 = half_10_0 ^ bit_6_4;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_10_1 = carry_9_0 ^ sum_10_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_6_3 = row_6[3];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire odd_0 = weight[0];  // src/blocks/arithmetic/products.ts:91:53
  wire two_0 = weight[1] && !weight[0];  // src/blocks/arithmetic/products.ts:119:65
  wire bit_1_0 = weight[1];  // src/blocks/arithmetic/products.ts:91:53
  wire [8:0] row_0 = ((single & {9{odd_0}}) | (double & {9{two_0}})) ^ {9{bit_1_0}};  // src/blocks/arithmetic/products.ts:129:24
  wire not_0_8 = !row_0[8];  // src/blocks/arithmetic/heap-sum.ts:72:65
  wire bit_2_6 = row_2[6];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_8_0 = not_0_8 || bit_2_6;  // src/blocks/arithmetic/heap-sum.ts:105:43
  wire half_9_1 = bit_6_3 ^ carry_8_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_9_0 = !(bit_2_7 ^ bit_4_5);  // src/blocks/arithmetic/heap-sum.ts:104:46
  wire carry_9_1 = (bit_6_3 && carry_8_0) || (half_9_1 && sum_9_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_10_1 = (carry_9_0 && sum_10_0) || (half_10_1 && carry_9_1);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_11_1 = (sum_11_0 && carry_10_0) || (half_11_1 && carry_10_1);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_12_1 = sum_12_0 ^ carry_11_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_11_1 = half_11_1 ^ carry_10_1;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_10_1 = half_10_1 ^ carry_9_1;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire bit_4_4 = row_4[4];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_6_2 = row_6[2];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_8_1 = bit_4_4 ^ bit_6_2;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_8_0 = !(not_0_8 ^ bit_2_6);  // src/blocks/arithmetic/heap-sum.ts:104:46
  wire carry_8_1 = (bit_4_4 && bit_6_2) || (half_8_1 && sum_8_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire sum_9_1 = half_9_1 ^ sum_9_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_9_2 = carry_8_1 ^ sum_9_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_0_7 = row_0[7];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_2_5 = row_2[5];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_7_0 = bit_0_7 ^ bit_2_5;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_4_3 = row_4[3];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_7_0 = (bit_0_7 && bit_2_5) || (half_7_0 && bit_4_3);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire sum_8_1 = half_8_1 ^ sum_8_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_8_2 = carry_7_0 ^ sum_8_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_6_1 = row_6[1];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_0_6 = row_0[6];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_6_0 = bit_7_0 ^ bit_0_6;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_2_4 = row_2[4];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_6_0 = (bit_7_0 && bit_0_6) || (half_6_0 && bit_2_4);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_7_1 = bit_6_1 ^ carry_6_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_7_0 = half_7_0 ^ bit_4_3;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_7_1 = (bit_6_1 && carry_6_0) || (half_7_1 && sum_7_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_8_2 = (carry_7_0 && sum_8_1) || (half_8_2 && carry_7_1);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_9_2 = (carry_8_1 && sum_9_1) || (half_9_2 && carry_8_2);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_10_2 = sum_10_1 ^ carry_9_2;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_9_2 = half_9_2 ^ carry_8_2;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_8_2 = half_8_2 ^ carry_7_1;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire bit_4_2 = row_4[2];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_6_0 = row_6[0];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_6_1 = bit_4_2 ^ bit_6_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_0_5 = row_0[5];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_2_3 = row_2[3];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_5_0 = bit_0_5 ^ bit_2_3;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_4_1 = row_4[1];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_5_0 = (bit_0_5 && bit_2_3) || (half_5_0 && bit_4_1);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_6_1 = (bit_4_2 && bit_6_0) || (half_6_1 && carry_5_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire sum_7_1 = half_7_1 ^ sum_7_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_7_2 = carry_6_1 ^ sum_7_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire sum_6_0 = half_6_0 ^ bit_2_4;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_6_1 = half_6_1 ^ carry_5_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_6_2 = sum_6_0 ^ sum_6_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_0_4 = row_0[4];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_4_0 = bit_5_0 ^ bit_0_4;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_2_2 = row_2[2];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_4_0 = (bit_5_0 && bit_0_4) || (half_4_0 && bit_2_2);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire sum_5_0 = half_5_0 ^ bit_4_1;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_5_1 = carry_4_0 ^ sum_5_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_4_0 = row_4[0];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire sum_4_0 = half_4_0 ^ bit_2_2;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire half_4_1 = bit_4_0 ^ sum_4_0;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_0_3 = row_0[3];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_2_1 = row_2[1];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_3_0 = bit_0_3 ^ bit_2_1;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_0_2 = row_0[2];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire half_2_0 = bit_3_0 ^ bit_0_2;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_2_0 = row_2[0];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_2_0 = (bit_3_0 && bit_0_2) || (half_2_0 && bit_2_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_3_0 = (bit_0_3 && bit_2_1) || (half_3_0 && carry_2_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_4_1 = (bit_4_0 && sum_4_0) || (half_4_1 && carry_3_0);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_5_1 = (carry_4_0 && sum_5_0) || (half_5_1 && carry_4_1);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_6_2 = (sum_6_0 && sum_6_1) || (half_6_2 && carry_5_1);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_7_2 = (carry_6_1 && sum_7_1) || (half_7_2 && carry_6_2);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire half_8_3 = sum_8_2 ^ carry_7_2;  // src/blocks/arithmetic/heap-sum.ts:93:48
  wire bit_0_1 = row_0[1];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire bit_0_0 = row_0[0];  // src/blocks/arithmetic/heap-sum.ts:71:84
  wire carry_0_0 = bit_1_0 && bit_0_0;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_1_0 = bit_0_1 && carry_0_0;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire sum_2_0 = half_2_0 ^ bit_2_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_2_1 = carry_1_0 && sum_2_0;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire sum_3_0 = half_3_0 ^ carry_2_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_3_1 = carry_2_1 && sum_3_0;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire sum_4_1 = half_4_1 ^ carry_3_0;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_4_2 = carry_3_1 && sum_4_1;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire sum_5_1 = half_5_1 ^ carry_4_1;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_5_2 = carry_4_2 && sum_5_1;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire sum_6_2 = half_6_2 ^ carry_5_1;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_6_3 = carry_5_2 && sum_6_2;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire sum_7_2 = half_7_2 ^ carry_6_2;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire carry_7_3 = carry_6_3 && sum_7_2;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_8_3 = (sum_8_2 && carry_7_2) || (half_8_3 && carry_7_3);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_9_3 = sum_9_2 && carry_8_3;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_10_2 = (sum_10_1 && carry_9_2) || (half_10_2 && carry_9_3);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_11_2 = sum_11_1 && carry_10_2;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_12_1 = (sum_12_0 && carry_11_1) || (half_12_1 && carry_11_2);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire carry_13_1 = sum_13_0 && carry_12_1;  // src/blocks/arithmetic/heap-sum.ts:101:43
  wire carry_14_0 = (not_6_8 && carry_13_0) || (half_14_0 && carry_13_1);  // src/blocks/arithmetic/heap-sum.ts:96:52
  wire sum_14_0 = half_14_0 ^ carry_13_1;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_13_1 = sum_13_0 ^ carry_12_1;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_12_1 = half_12_1 ^ carry_11_2;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_11_2 = sum_11_1 ^ carry_10_2;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_10_2 = half_10_2 ^ carry_9_3;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_9_3 = sum_9_2 ^ carry_8_3;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_8_3 = half_8_3 ^ carry_7_3;  // src/blocks/arithmetic/heap-sum.ts:95:44
  wire sum_7_3 = carry_6_3 ^ sum_7_2;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_6_3 = carry_5_2 ^ sum_6_2;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_5_2 = carry_4_2 ^ sum_5_1;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_4_2 = carry_3_1 ^ sum_4_1;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_3_1 = carry_2_1 ^ sum_3_0;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_2_1 = carry_1_0 ^ sum_2_0;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_1_0 = bit_0_1 ^ carry_0_0;  // src/blocks/arithmetic/heap-sum.ts:100:39
  wire sum_0_0 = bit_1_0 ^ bit_0_0;  // src/blocks/arithmetic/heap-sum.ts:100:39

  assign product = {
      !carry_14_0, sum_14_0, sum_13_1, sum_12_1, sum_11_2, sum_10_2, sum_9_3, sum_8_3, sum_7_3, sum_6_3, sum_5_2,
      sum_4_2, sum_3_1, sum_2_1, sum_1_0, sum_0_0
  };  // src/blocks/arithmetic/multiplier.ts:88:15

endmodule

`default_nettype wire
