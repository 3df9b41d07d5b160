`default_nettype none

// Results of 2 lanes: codes, FP8 of the sums, or integers of 32 bits.
module afpr_result_format_2_w32 (  // src/blocks/afpr/readout/result-format.ts:47:10
  input  wire        clock,
  input  wire        reset,
  input  wire        sums_valid,
  input  wire [63:0] sums_data_sums,  // 2 x 32 bits, element 0 lowest
  input  wire [15:0] sums_data_codes,  // 2 x 8 bits, element 0 lowest
  input  wire [1:0]  sums_data_keep,  // 2 x 1 bit, element 0 lowest
  input  wire        sums_data_last,
  input  wire [5:0]  sums_data_outputShift,
  input  wire [1:0]  sums_data_format,
  output wire        sums_ready,
  output wire        results_valid,
  output wire [63:0] results_data_data,
  output wire [7:0]  results_data_keep,
  output wire        results_data_last,
  input  wire        results_ready,
  output wire        isEmpty
);

  wire sums_fire = sums_valid && sums_ready;  // src/blocks/afpr/readout/result-format.ts:64:29
  wire isFp8 = sums_data_format == 2'd1;  // src/blocks/afpr/readout/result-format.ts:66:34
  reg isEncoding;  // src/blocks/afpr/readout/result-format.ts:52:26
  reg [63:0] plain;  // 2 x 32 bits, element 0 lowest; src/blocks/afpr/readout/result-format.ts:53:21
  reg [1:0] format;  // src/blocks/afpr/readout/result-format.ts:54:22
  reg [1:0] keep;  // 2 x 1 bit, element 0 lowest; src/blocks/afpr/readout/result-format.ts:55:20
  reg last;  // src/blocks/afpr/readout/result-format.ts:56:20
  reg isSending;  // src/blocks/afpr/readout/result-format.ts:58:25
  reg [63:0] beat_data;  // src/blocks/afpr/readout/result-format.ts:59:20
  reg [7:0] beat_keep;  // src/blocks/afpr/readout/result-format.ts:59:20
  reg beat_last;  // src/blocks/afpr/readout/result-format.ts:59:20
  wire [7:0] encode_0_code;
  wire [7:0] encode_1_code;
  wire sent = !isSending || results_ready;  // src/blocks/afpr/readout/result-format.ts:61:36
  wire encoded = !isEncoding || sent;  // src/blocks/afpr/readout/result-format.ts:62:40
  wire [31:0] code_0 = {24'd0, sums_data_codes[7:0]};  // src/blocks/afpr/readout/result-format.ts:82:67
  wire [31:0] code_1 = {24'd0, sums_data_codes[15:8]};  // src/blocks/afpr/readout/result-format.ts:82:67
  wire isInteger = format[1];  // src/blocks/afpr/readout/result-format.ts:88:32
  wire [63:0] words = {plain[63:32], plain[31:0]};  // src/blocks/afpr/readout/result-format.ts:91:21
  wire [7:0] byte_1 = format[0] ? encode_1_code : plain[39:32];  // src/blocks/afpr/readout/result-format.ts:85:38
  wire [7:0] byte_0 = format[0] ? encode_0_code : plain[7:0];  // src/blocks/afpr/readout/result-format.ts:85:38
  wire [15:0] bytes = {byte_1, byte_0};  // src/blocks/afpr/readout/result-format.ts:92:21
  wire [7:0] wordsKept = {{4{keep[1]}}, {4{keep[0]}}};  // src/blocks/afpr/readout/result-format.ts:93:25
  wire [1:0] bytesKept = {keep[1], keep[0]};  // src/blocks/afpr/readout/result-format.ts:94:25

  afpr_encode_32 encode_0 (  // src/blocks/afpr/readout/result-format.ts:77:25
    .clock       (clock),
    .enable      (sums_fire && isFp8),
    .sum         (sums_data_sums[31:0]),
    .outputShift (sums_data_outputShift),
    .code        (encode_0_code)
  );

  afpr_encode_32 encode_1 (  // src/blocks/afpr/readout/result-format.ts:77:25
    .clock       (clock),
    .enable      (sums_fire && isFp8),
    .sum         (sums_data_sums[63:32]),
    .outputShift (sums_data_outputShift),
    .code        (encode_1_code)
  );

  assign sums_ready = encoded;  // src/blocks/afpr/readout/result-format.ts:63:21

  always @(posedge clock) begin  // src/blocks/afpr/readout/result-format.ts:67:7
    if (reset) begin
      isEncoding <= 1'b0;
    end else if (encoded) begin
      isEncoding <= sums_valid;
    end
  end

  always @(posedge clock) begin  // src/blocks/afpr/readout/result-format.ts:70:7
    if (sums_fire) begin
      format <= sums_data_format;
      keep <= sums_data_keep;
      last <= sums_data_last;
    end
  end

  always @(posedge clock) begin  // src/blocks/afpr/readout/result-format.ts:81:9
    if (sums_fire && !isFp8) plain[31:0] <= sums_data_format[1] ? sums_data_sums[31:0] : code_0;
    if (sums_fire && !isFp8) plain[63:32] <= sums_data_format[1] ? sums_data_sums[63:32] : code_1;
  end

  always @(posedge clock) begin  // src/blocks/afpr/readout/result-format.ts:95:7
    if (reset) begin
      isSending <= 1'b0;
    end else if (sent) begin
      isSending <= isEncoding;
    end
  end

  always @(posedge clock) begin  // src/blocks/afpr/readout/result-format.ts:98:7
    if (sent && isEncoding) begin
      beat_data <= isInteger ? words : {48'd0, bytes};
      beat_keep <= isInteger ? wordsKept : {6'd0, bytesKept};
      beat_last <= last;
    end
  end

  assign results_valid = isSending;  // src/blocks/afpr/readout/result-format.ts:105:24
  assign results_data_data = beat_data;  // src/blocks/afpr/readout/result-format.ts:106:23
  assign results_data_keep = beat_keep;  // src/blocks/afpr/readout/result-format.ts:106:23
  assign results_data_last = beat_last;  // src/blocks/afpr/readout/result-format.ts:106:23
  assign isEmpty = !(isEncoding || isSending);  // src/blocks/afpr/readout/result-format.ts:107:18

endmodule

`default_nettype wire
