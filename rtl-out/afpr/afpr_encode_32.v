`default_nettype none

// FP8 E2M5 of a sum of 32 bits over 2^outputShift: nearest, ties to even, saturating.
module afpr_encode_32 (  // src/blocks/afpr/readout/encode.ts:35:3
  input  wire        clock,
  input  wire        enable,
  input  wire [31:0] sum,
  input  wire [5:0]  outputShift,
  output wire [7:0]  code
);

  reg isNegative;  // src/blocks/afpr/readout/encode.ts:44:26
  reg isLarge;  // src/blocks/afpr/readout/encode.ts:45:23
  reg [8:0] word;  // src/blocks/afpr/readout/encode.ts:46:20
  reg isInexact;  // src/blocks/afpr/readout/encode.ts:47:25
  wire [31:0] magnitude = sum[31] ? -sum : sum;  // src/blocks/afpr/readout/encode.ts:49:63
  wire [32:0] kept_0 = outputShift[0] ? {1'b0, magnitude} : {magnitude, 1'b0};  // src/blocks/afpr/readout/encode.ts:70:20
  wire [32:0] kept_1 = outputShift[1] ? kept_0 >> 2 : kept_0;  // src/blocks/afpr/readout/encode.ts:75:12
  wire [32:0] kept_2 = outputShift[2] ? kept_1 >> 4 : kept_1;  // src/blocks/afpr/readout/encode.ts:75:12
  wire [32:0] kept_3 = outputShift[3] ? kept_2 >> 8 : kept_2;  // src/blocks/afpr/readout/encode.ts:75:12
  wire [32:0] kept_4 = outputShift[4] ? kept_3 >> 16 : kept_3;  // src/blocks/afpr/readout/encode.ts:75:12
  wire [32:0] kept_5 = outputShift[5] ? kept_4 >> 32 : kept_4;  // src/blocks/afpr/readout/encode.ts:75:12
  wire drops_0 = outputShift[1] && (|kept_0[1:0]);  // src/blocks/afpr/readout/encode.ts:74:33
  wire drops_1 = outputShift[2] && (|kept_1[3:0]);  // src/blocks/afpr/readout/encode.ts:74:33
  wire drops_2 = outputShift[3] && (|kept_2[7:0]);  // src/blocks/afpr/readout/encode.ts:74:33
  wire drops_3 = outputShift[4] && (|kept_3[15:0]);  // src/blocks/afpr/readout/encode.ts:74:33
  wire drops_4 = outputShift[5] && (|kept_4[31:0]);  // src/blocks/afpr/readout/encode.ts:74:33
  wire scaled_dropped = |{drops_0, drops_1, drops_2, drops_3, drops_4};  // src/blocks/afpr/readout/encode.ts:77:41
  wire high_half = word[2];  // src/blocks/afpr/readout/encode.ts:91:16
  wire middle_half = word[1];  // src/blocks/afpr/readout/encode.ts:91:16
  wire low_half = word[0];  // src/blocks/afpr/readout/encode.ts:91:16
  wire high_rest = isInexact || (|word[1:0]);  // src/blocks/afpr/readout/encode.ts:92:47
  wire middle_rest = isInexact || word[0];  // src/blocks/afpr/readout/encode.ts:92:47
  wire [6:0] high_code = {2'd3, word[7:3]};  // src/blocks/afpr/readout/encode.ts:90:39
  wire [6:0] middle_code = {2'd2, word[6:2]};  // src/blocks/afpr/readout/encode.ts:90:39
  wire [6:0] low_code = {1'b0, word[6:1]};  // src/blocks/afpr/readout/encode.ts:89:28
  wire [6:0] code_1 = word[8] ? high_code : word[7] ? middle_code : low_code;  // src/blocks/afpr/readout/encode.ts:96:5
  wire isUp = (word[8] ? high_half : word[7] ? middle_half : low_half)
      && ((word[8] ? high_rest : word[7] ? middle_rest : isInexact) || code_1[0]);  // src/blocks/afpr/readout/encode.ts:98:31
  wire [6:0] rounded = (isUp && code_1 != 7'd127) ? code_1 + 7'd1 : code_1;  // src/blocks/afpr/readout/encode.ts:99:10
  wire [6:0] saturated = isLarge ? 7'd127 : rounded;  // src/blocks/afpr/readout/encode.ts:58:25

  always @(posedge clock) begin  // src/blocks/afpr/readout/encode.ts:51:7
    if (enable) begin
      isNegative <= sum[31];
      isLarge <= |kept_5[32:9];
      word <= kept_5[8:0];
      isInexact <= scaled_dropped;
    end
  end

  assign code = {isNegative && (|saturated), saturated};  // src/blocks/afpr/readout/encode.ts:59:12

endmodule

`default_nettype wire
