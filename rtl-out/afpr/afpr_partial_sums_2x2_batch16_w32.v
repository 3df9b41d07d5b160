`default_nettype none

// Partial sums of 16 vectors, 2 groups of 2 lanes each.
module afpr_partial_sums_2x2_batch16_w32 (  // src/blocks/afpr/readout/partial-sum.ts:105:10
  input  wire        clock,
  input  wire        reset,
  input  wire        groups_valid,
  input  wire [15:0] groups_data_codes,  // 2 x 8 bits, element 0 lowest
  input  wire [1:0]  groups_data_keep,  // 2 x 1 bit, element 0 lowest
  input  wire        groups_data_last,
  input  wire        groups_data_isFirst,
  input  wire        groups_data_isLast,
  input  wire [3:0]  groups_data_settings_shift,
  input  wire [5:0]  groups_data_settings_outputShift,
  input  wire [1:0]  groups_data_settings_format,
  input  wire [4:0]  groups_data_address,
  output wire        groups_ready,
  output wire        sums_valid,
  output wire [63:0] sums_data_sums,  // 2 x 32 bits, element 0 lowest
  output wire [15:0] sums_data_codes,  // 2 x 8 bits, element 0 lowest
  output wire [1:0]  sums_data_keep,  // 2 x 1 bit, element 0 lowest
  output wire        sums_data_last,
  output wire [5:0]  sums_data_outputShift,
  output wire [1:0]  sums_data_format,
  input  wire        sums_ready,
  output wire        isOverflow,
  output wire        isEmpty
);

  reg isAdding;  // src/blocks/afpr/readout/partial-sum.ts:121:24
  reg [47:0] terms;  // 2 x 24 bits, element 0 lowest; src/blocks/afpr/readout/partial-sum.ts:122:21
  reg [15:0] adding_codes;  // 2 x 8 bits, element 0 lowest; src/blocks/afpr/readout/partial-sum.ts:123:22
  reg [1:0] adding_keep;  // 2 x 1 bit, element 0 lowest; src/blocks/afpr/readout/partial-sum.ts:123:22
  reg adding_last;  // src/blocks/afpr/readout/partial-sum.ts:123:22
  reg adding_isFirst;  // src/blocks/afpr/readout/partial-sum.ts:123:22
  reg adding_isLast;  // src/blocks/afpr/readout/partial-sum.ts:123:22
  reg [5:0] adding_outputShift;  // src/blocks/afpr/readout/partial-sum.ts:123:22
  reg [1:0] adding_format;  // src/blocks/afpr/readout/partial-sum.ts:123:22
  reg [4:0] adding_address;  // src/blocks/afpr/readout/partial-sum.ts:123:22
  reg isSending;  // src/blocks/afpr/readout/partial-sum.ts:125:25
  reg [63:0] sending_sums;  // 2 x 32 bits, element 0 lowest; src/blocks/afpr/readout/partial-sum.ts:126:23
  reg [15:0] sending_codes;  // 2 x 8 bits, element 0 lowest; src/blocks/afpr/readout/partial-sum.ts:126:23
  reg [1:0] sending_keep;  // 2 x 1 bit, element 0 lowest; src/blocks/afpr/readout/partial-sum.ts:126:23
  reg sending_last;  // src/blocks/afpr/readout/partial-sum.ts:126:23
  reg [5:0] sending_outputShift;  // src/blocks/afpr/readout/partial-sum.ts:126:23
  reg [1:0] sending_format;  // src/blocks/afpr/readout/partial-sum.ts:126:23
  reg overflow;  // src/blocks/afpr/readout/partial-sum.ts:127:24
  wire [23:0] term_0_term;
  wire [23:0] term_1_term;
  wire sent = !isSending || sums_ready;  // src/blocks/afpr/readout/partial-sum.ts:129:36
  wire added = !isAdding || !adding_isLast || sent;  // src/blocks/afpr/readout/partial-sum.ts:130:60
  wire groups_fire = groups_valid && groups_ready;  // src/blocks/afpr/readout/partial-sum.ts:132:31
  wire moves = isAdding && added;  // src/blocks/afpr/readout/partial-sum.ts:170:30
  reg [63:0] store [0:31];  // 2 x 32 bits, element 0 lowest; src/blocks/afpr/readout/partial-sum.ts:114:21
  reg [63:0] stored;  // 2 x 32 bits, element 0 lowest; src/blocks/afpr/readout/partial-sum.ts:134:28
  wire [31:0] earlier_0 = adding_isFirst ? 32'd0 : stored[31:0];  // src/blocks/afpr/readout/partial-sum.ts:160:50
  wire [32:0] total_0 = {earlier_0[31], earlier_0} + {terms[23], {8{terms[23]}}, terms[23:0]};  // src/blocks/afpr/readout/partial-sum.ts:161:47
  wire isWrapped_0 = adding_keep[0] && (total_0[32] ^ total_0[31]);  // src/blocks/afpr/readout/partial-sum.ts:167:32
  wire [31:0] earlier_1 = adding_isFirst ? 32'd0 : stored[63:32];  // src/blocks/afpr/readout/partial-sum.ts:160:50
  wire [32:0] total_1 = {earlier_1[31], earlier_1} + {terms[47], {8{terms[47]}}, terms[47:24]};  // src/blocks/afpr/readout/partial-sum.ts:161:47
  wire isWrapped_1 = adding_keep[1] && (total_1[32] ^ total_1[31]);  // src/blocks/afpr/readout/partial-sum.ts:167:32
  wire [31:0] sum_1 = total_1[31:0];  // src/blocks/afpr/readout/partial-sum.ts:163:75
  wire [31:0] sum_0 = total_0[31:0];  // src/blocks/afpr/readout/partial-sum.ts:163:75
  wire isStored = moves && !adding_isLast;  // src/blocks/afpr/readout/partial-sum.ts:171:30
  wire isTooEarly = groups_fire && !groups_data_isFirst && isStored && groups_data_address == adding_address;  // src/blocks/afpr/readout/partial-sum.ts:187:71

  afpr_term term_0 (  // src/blocks/afpr/readout/partial-sum.ts:151:22
    .code  (groups_data_codes[7:0]),
    .shift (groups_data_settings_shift),
    .term  (term_0_term)
  );

  afpr_term term_1 (  // src/blocks/afpr/readout/partial-sum.ts:151:22
    .code  (groups_data_codes[15:8]),
    .shift (groups_data_settings_shift),
    .term  (term_1_term)
  );

  always @(posedge clock) begin  // src/blocks/afpr/readout/partial-sum.ts:172:13
    if (isStored) store[adding_address] <= {sum_1, sum_0};
    if (groups_fire && !groups_data_isFirst) stored <= store[groups_data_address];
  end

  assign groups_ready = added;  // src/blocks/afpr/readout/partial-sum.ts:131:23

  always @(posedge clock) begin  // src/blocks/afpr/readout/partial-sum.ts:135:7
    if (reset) begin
      isAdding <= 1'b0;
    end else if (added) begin
      isAdding <= groups_valid;
    end
  end

  always @(posedge clock) begin  // src/blocks/afpr/readout/partial-sum.ts:138:7
    if (groups_fire) begin
      adding_codes <= groups_data_codes;
      adding_keep <= groups_data_keep;
      adding_last <= groups_data_last;
      adding_isFirst <= groups_data_isFirst;
      adding_isLast <= groups_data_isLast;
      adding_outputShift <= groups_data_settings_outputShift;
      adding_format <= groups_data_settings_format;
      adding_address <= groups_data_address;
    end
  end

  always @(posedge clock) begin  // src/blocks/afpr/readout/partial-sum.ts:154:9
    if (groups_fire) terms[23:0] <= term_0_term;
    if (groups_fire) terms[47:24] <= term_1_term;
  end

  always @(posedge clock) begin  // src/blocks/afpr/readout/partial-sum.ts:173:16
    if (reset) begin
      overflow <= 1'b0;
    end else begin
      overflow <= moves && (|{isWrapped_0, isWrapped_1});
    end
  end

  always @(posedge clock) begin  // src/blocks/afpr/readout/partial-sum.ts:174:7
    if (reset) begin
      isSending <= 1'b0;
    end else if (sent) begin
      isSending <= isAdding && adding_isLast;
    end
  end

  always @(posedge clock) begin  // src/blocks/afpr/readout/partial-sum.ts:177:7
    if (moves && adding_isLast) begin
      sending_sums <= {sum_1, sum_0};
      sending_codes <= adding_codes;
      sending_keep <= adding_keep;
      sending_last <= adding_last;
      sending_outputShift <= adding_outputShift;
      sending_format <= adding_format;
    end
  end

  assign sums_valid = isSending;  // src/blocks/afpr/readout/partial-sum.ts:190:21
  assign sums_data_sums = sending_sums;  // src/blocks/afpr/readout/partial-sum.ts:191:20
  assign sums_data_codes = sending_codes;  // src/blocks/afpr/readout/partial-sum.ts:191:20
  assign sums_data_keep = sending_keep;  // src/blocks/afpr/readout/partial-sum.ts:191:20
  assign sums_data_last = sending_last;  // src/blocks/afpr/readout/partial-sum.ts:191:20
  assign sums_data_outputShift = sending_outputShift;  // src/blocks/afpr/readout/partial-sum.ts:191:20
  assign sums_data_format = sending_format;  // src/blocks/afpr/readout/partial-sum.ts:191:20
  assign isOverflow = overflow;  // src/blocks/afpr/readout/partial-sum.ts:192:21
  assign isEmpty = !(isAdding || isSending || overflow);  // src/blocks/afpr/readout/partial-sum.ts:193:18

`ifdef FORMAL
  always @(posedge clock) begin
    if (!reset) begin
      assert_a_sum_is_read_after: assert (!isTooEarly);  // src/blocks/afpr/readout/partial-sum.ts:188:7
    end
  end
`elsif SYNTHESIS
`else
  always @(posedge clock) begin
    if (!reset) begin
      if (isTooEarly) begin
        $display("BITLOOM PROPERTY FAILED %m.assert_a_sum_is_read_after: a sum is read after it has been stored (src/blocks/afpr/readout/partial-sum.ts:188:7)");
      end
    end
  end
`endif

endmodule

`default_nettype wire
