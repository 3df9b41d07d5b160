`default_nettype none

// Drain controller: finished sums of a pass leave the array from the bottom row up.
module lieq_drain_4x4by1_w24 (  // src/blocks/lieq/drain.ts:71:3
  input  wire        clock,
  input  wire        reset,
  input  wire        passes_valid,
  input  wire [2:0]  passes_data_format,
  input  wire [15:0] passes_data_length,
  input  wire [2:0]  passes_data_rowsUsed,
  input  wire [2:0]  passes_data_columnsUsed,
  input  wire        passes_data_isFirst,
  input  wire        passes_data_isLast,
  input  wire        passes_data_endsLayer,
  output wire        passes_ready,
  input  wire        finished,
  output wire        isFree,
  input  wire [95:0] drained_sums,  // 4 x 24 bits, element 0 lowest
  input  wire [3:0]  drained_overflow,  // 4 x 1 bit, element 0 lowest
  output wire        shift,
  input  wire        scalesLoaded,
  output wire [1:0]  group,
  output wire        passDone,
  output wire        rowDone,
  output wire        sums_valid,
  output wire [23:0] sums_data_sums,  // 1 x 24 bits, element 0 lowest
  output wire        sums_data_keep,  // 1 x 1 bit, element 0 lowest
  output wire [3:0]  sums_data_address,
  output wire        sums_data_isFirst,
  output wire        sums_data_isLast,
  output wire        sums_data_last,
  input  wire        sums_ready,
  output wire        isOverflow
);

  reg isKnown;  // src/blocks/lieq/drain.ts:91:23
  wire rowDrain_shift;
  wire [1:0] rowDrain_group;
  wire rowDrain_tileDone;
  // Address of the row's first group.
  reg [3:0] rowAddress;  // src/blocks/lieq/drain.ts:112:26
  wire rowDone_1 = rowDrain_shift || rowDrain_tileDone;  // src/blocks/lieq/drain.ts:106:38
  wire [3:0] address = rowAddress + {2'd0, rowDrain_group};  // src/blocks/lieq/drain.ts:119:34

  fineq_drain_4x4by1_w24 rowDrain (  // src/blocks/lieq/drain.ts:88:24
    .clock            (clock),
    .reset            (reset),
    .jobStart         (passes_valid),
    .job_m            ({17'd0, passes_data_rowsUsed}),
    .job_n            ({17'd0, passes_data_columnsUsed}),
    .job_k            (16'd0),
    .finished         (finished),
    .isFree           (isFree),
    .drained_sums     (drained_sums),
    .drained_overflow (drained_overflow),
    .shift            (rowDrain_shift),
    .scalesLoaded     (scalesLoaded && isKnown),
    .group            (rowDrain_group),
    .tileDone         (rowDrain_tileDone),
    .sums_valid       (sums_valid),
    .sums_data_sums   (sums_data_sums),
    .sums_data_keep   (sums_data_keep),
    .sums_data_last   (sums_data_last),
    .sums_ready       (sums_ready),
    .isOverflow       (isOverflow)
  );

  always @(posedge clock) begin  // src/blocks/lieq/drain.ts:92:15
    if (reset) begin
      isKnown <= 1'b0;
    end else begin
      isKnown <= passes_valid;
    end
  end

  assign shift = rowDrain_shift;  // src/blocks/lieq/drain.ts:100:16
  assign group = rowDrain_group;  // src/blocks/lieq/drain.ts:101:16
  assign passes_ready = rowDrain_tileDone;  // src/blocks/lieq/drain.ts:104:23
  assign passDone = rowDrain_tileDone;  // src/blocks/lieq/drain.ts:105:19
  assign rowDone = rowDone_1;  // src/blocks/lieq/drain.ts:107:18

  always @(posedge clock) begin  // src/blocks/lieq/drain.ts:113:7
    if (reset) begin
      rowAddress <= 4'd12;
    end else if (rowDone_1) begin
      rowAddress <= rowDrain_tileDone ? 4'd12 : rowAddress - 4'd4;
    end
  end

  assign sums_data_address = address;  // src/blocks/lieq/drain.ts:120:20
  assign sums_data_isFirst = passes_data_isFirst;  // src/blocks/lieq/drain.ts:120:20
  assign sums_data_isLast = passes_data_isLast;  // src/blocks/lieq/drain.ts:120:20

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, passes_data_format, passes_data_length, passes_data_endsLayer};

endmodule

`default_nettype wire
