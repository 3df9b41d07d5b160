`default_nettype none

// Format-switching decoder: a FineQ weight or a radix-4 digit of a uniform code.
module lieq_decoder (  // src/blocks/lieq/decoder.ts:90:3
  // Bits of the word: FineQ a cluster, w3 two codes, else four digits.
  input  wire [7:0] field,
  // FineQ: the pair's index.
  input  wire [1:0] index,
  // FineQ: weight in the cluster. w3: {second code, plane}. Else digit in the field.
  input  wire [1:0] select,
  // The field is a FineQ cluster.
  input  wire       isFineq,
  // The field is two codes of 3 bits.
  input  wire       isThreeBit,
  // Of the digit, 0 to 3.
  output wire [1:0] magnitude,
  // The digit counts as negative; never in uniform formats.
  output wire       negative
);

  wire [8:0] fineq_weights;  // 3 x 3 bits, element 0 lowest
  wire [1:0] weight_magnitude = select[1] ? fineq_weights[7:6] : select[0] ? fineq_weights[4:3] : fineq_weights[1:0];  // src/blocks/lieq/decoder.ts:108:22
  wire [2:0] code = select[1] ? field[5:3] : field[2:0];  // src/blocks/lieq/decoder.ts:110:20
  wire [1:0] digitOfThree = select[0] ? {1'b0, code[2]} : code[1:0];  // src/blocks/lieq/decoder.ts:111:28
  wire [1:0] digit = field[select * 2 +: 2];  // src/blocks/lieq/decoder.ts:112:56
  wire weight_negative = select[1] ? fineq_weights[8] : select[0] ? fineq_weights[5] : fineq_weights[2];  // src/blocks/lieq/decoder.ts:108:22

  fineq_decoder fineq (  // src/blocks/lieq/decoder.ts:104:21
    .index   (index),
    .cluster (field[5:0]),
    .weights (fineq_weights)
  );

  assign magnitude = isFineq ? weight_magnitude : isThreeBit ? digitOfThree : digit;  // src/blocks/lieq/decoder.ts:114:17
  assign negative = weight_negative && isFineq;  // src/blocks/lieq/decoder.ts:115:16

endmodule

`default_nettype wire
