`default_nettype none

// Readout of 4 columns, 2 a cycle, with partial sums of 16 vectors.
module afpr_readout_4by2_batch16_w32 (  // src/blocks/afpr/readout/readout.ts:59:10
  input  wire        clock,
  input  wire        reset,
  input  wire        jobStart,
  input  wire [15:0] vectors,
  input  wire [2:0]  columns,
  input  wire        isFirst,
  input  wire        isLast,
  input  wire        latch,
  input  wire [3:0]  settings_shift,
  input  wire [5:0]  settings_outputShift,
  input  wire [1:0]  settings_format,
  input  wire [31:0] codes,  // 4 x 8 bits, element 0 lowest
  input  wire [3:0]  isClipped,  // 4 x 1 bit, element 0 lowest
  input  wire [3:0]  isOverRange,  // 4 x 1 bit, element 0 lowest
  output wire        isFree,
  output wire        results_valid,
  output wire [63:0] results_data_data,
  output wire [7:0]  results_data_keep,
  output wire        results_data_last,
  input  wire        results_ready,
  output wire        isIdle,
  output wire [1:0]  overRange,
  output wire [1:0]  clipped,
  output wire        overflow
);

  wire partialSums_sums_valid;
  wire [63:0] partialSums_sums_data_sums;  // 2 x 32 bits, element 0 lowest
  wire [15:0] partialSums_sums_data_codes;  // 2 x 8 bits, element 0 lowest
  wire [1:0] partialSums_sums_data_keep;  // 2 x 1 bit, element 0 lowest
  wire partialSums_sums_data_last;
  wire [5:0] partialSums_sums_data_outputShift;
  wire [1:0] partialSums_sums_data_format;
  wire resultFormat_sums_ready;
  reg isBusy;  // src/blocks/afpr/readout/readout.ts:81:22
  reg [2:0] columnsLeft;  // src/blocks/afpr/readout/readout.ts:89:27
  wire keep_1 = columnsLeft > 3'd1;  // src/blocks/afpr/readout/readout.ts:131:97
  reg [31:0] codes_1;  // src/blocks/afpr/readout/readout.ts:83:21
  wire keep_0 = columnsLeft > 3'd0;  // src/blocks/afpr/readout/readout.ts:131:97
  wire isLastGroup = columnsLeft <= 3'd2;  // src/blocks/afpr/readout/readout.ts:102:39
  reg isFirst_1;  // src/blocks/afpr/readout/readout.ts:87:23
  reg isLast_1;  // src/blocks/afpr/readout/readout.ts:88:22
  reg [3:0] settings_shift_1;  // src/blocks/afpr/readout/readout.ts:86:24
  reg [5:0] settings_outputShift_1;  // src/blocks/afpr/readout/readout.ts:86:24
  reg [1:0] settings_format_1;  // src/blocks/afpr/readout/readout.ts:86:24
  reg [4:0] address;  // src/blocks/afpr/readout/readout.ts:91:23
  reg [3:0] isClipped_1;  // src/blocks/afpr/readout/readout.ts:84:25
  reg [3:0] isOverRange_1;  // src/blocks/afpr/readout/readout.ts:85:27
  reg [15:0] vector;  // src/blocks/afpr/readout/readout.ts:90:22
  reg [1:0] overRange_1;  // src/blocks/afpr/readout/readout.ts:92:25
  reg [1:0] clipped_1;  // src/blocks/afpr/readout/readout.ts:93:23
  wire [15:0] partialSums_groups_data_codes;  // 2 x 8 bits, element 0 lowest
  wire partialSums_groups_ready;
  wire partialSums_isEmpty;
  wire resultFormat_isEmpty;
  wire isTaken = latch && !isBusy;  // src/blocks/afpr/readout/readout.ts:100:32
  wire moved = isBusy && partialSums_groups_ready;  // src/blocks/afpr/readout/readout.ts:101:28

  afpr_partial_sums_2x2_batch16_w32 partialSums (  // src/blocks/afpr/readout/readout.ts:95:27
    .clock                            (clock),
    .reset                            (reset),
    .groups_valid                     (isBusy),
    .groups_data_codes                (partialSums_groups_data_codes),
    .groups_data_keep                 ({keep_1, keep_0}),
    .groups_data_last                 (isLastGroup),
    .groups_data_isFirst              (isFirst_1),
    .groups_data_isLast               (isLast_1),
    .groups_data_settings_shift       (settings_shift_1),
    .groups_data_settings_outputShift (settings_outputShift_1),
    .groups_data_settings_format      (settings_format_1),
    .groups_data_address              (address),
    .groups_ready                     (partialSums_groups_ready),
    .sums_valid                       (partialSums_sums_valid),
    .sums_data_sums                   (partialSums_sums_data_sums),
    .sums_data_codes                  (partialSums_sums_data_codes),
    .sums_data_keep                   (partialSums_sums_data_keep),
    .sums_data_last                   (partialSums_sums_data_last),
    .sums_data_outputShift            (partialSums_sums_data_outputShift),
    .sums_data_format                 (partialSums_sums_data_format),
    .sums_ready                       (resultFormat_sums_ready),
    .isOverflow                       (overflow),
    .isEmpty                          (partialSums_isEmpty)
  );

  afpr_result_format_2_w32 resultFormat (  // src/blocks/afpr/readout/readout.ts:96:28
    .clock                 (clock),
    .reset                 (reset),
    .sums_valid            (partialSums_sums_valid),
    .sums_data_sums        (partialSums_sums_data_sums),
    .sums_data_codes       (partialSums_sums_data_codes),
    .sums_data_keep        (partialSums_sums_data_keep),
    .sums_data_last        (partialSums_sums_data_last),
    .sums_data_outputShift (partialSums_sums_data_outputShift),
    .sums_data_format      (partialSums_sums_data_format),
    .sums_ready            (resultFormat_sums_ready),
    .results_valid         (results_valid),
    .results_data_data     (results_data_data),
    .results_data_keep     (results_data_keep),
    .results_data_last     (results_data_last),
    .results_ready         (results_ready),
    .isEmpty               (resultFormat_isEmpty)
  );

  always @(posedge clock) begin  // src/blocks/afpr/readout/readout.ts:103:7
    if (reset) begin
      isBusy <= 1'b0;
      vector <= 16'd0;
    end else begin
      if (isTaken) begin
        isBusy <= 1'b1;
        vector <= (vector == vectors - 16'd1) ? 16'd0 : vector + 16'd1;
      end else if (moved) begin
        if (isLastGroup) isBusy <= 1'b0;
      end
      if (jobStart) vector <= 16'd0;
    end
  end

  always @(posedge clock) begin  // src/blocks/afpr/readout/readout.ts:103:7
    if (isTaken) begin
      codes_1 <= codes;
      isClipped_1 <= isClipped;
      isOverRange_1 <= isOverRange;
      settings_shift_1 <= settings_shift;
      settings_outputShift_1 <= settings_outputShift;
      settings_format_1 <= settings_format;
      isFirst_1 <= isFirst;
      isLast_1 <= isLast;
      columnsLeft <= columns;
      if (vector == 16'd0) address <= 5'd0;
    end else if (moved) begin
      codes_1 <= {16'd0, codes_1[31:16]};
      isClipped_1 <= {2'd0, isClipped_1[3:2]};
      isOverRange_1 <= {2'd0, isOverRange_1[3:2]};
      columnsLeft <= columnsLeft - 3'd2;
      address <= address + 5'd1;
    end
  end

  assign partialSums_groups_data_codes = {keep_1 ? codes_1[15:8] : 8'd0, keep_0 ? codes_1[7:0] : 8'd0};

  always @(posedge clock) begin  // src/blocks/afpr/readout/readout.ts:148:17
    if (reset) begin
      overRange_1 <= 2'd0;
      clipped_1 <= 2'd0;
    end else begin
      overRange_1 <= 2'd0 + {1'b0, moved && keep_0 && isOverRange_1[0]} + {1'b0, moved && keep_1 && isOverRange_1[1]};
      clipped_1 <= 2'd0 + {1'b0, moved && keep_0 && isClipped_1[0]} + {1'b0, moved && keep_1 && isClipped_1[1]};
    end
  end

  assign isFree = !isBusy;  // src/blocks/afpr/readout/readout.ts:151:17
  assign isIdle = !isBusy && partialSums_isEmpty && resultFormat_isEmpty;  // src/blocks/afpr/readout/readout.ts:152:17
  assign overRange = overRange_1;  // src/blocks/afpr/readout/readout.ts:153:20
  assign clipped = clipped_1;  // src/blocks/afpr/readout/readout.ts:154:18

endmodule

`default_nettype wire
