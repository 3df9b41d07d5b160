`default_nettype none

// Scales and zero points of two passes of 4 columns, 1 read at a time.
module lieq_scale_store_4x4by1 (  // src/blocks/lieq/scale-store.ts:43:10
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
  input  wire        stream_valid,
  input  wire [31:0] stream_data,
  output wire        stream_ready,
  input  wire [1:0]  group,
  output wire [15:0] scales,  // 1 x 16 bits, element 0 lowest
  output wire [7:0]  zeros,  // 1 x 8 bits, element 0 lowest
  input  wire        passDone,
  output wire        isLoaded,
  output wire        isBad,
  output wire        isIdle
);

  reg [1:0] fullBanks;  // src/blocks/lieq/scale-store.ts:58:25
  reg writeBank;  // src/blocks/lieq/scale-store.ts:59:25
  reg readBank;  // src/blocks/lieq/scale-store.ts:60:24
  // Columns of the pass that have their scale after the next beat.
  reg [2:0] column;  // src/blocks/lieq/scale-store.ts:62:22
  reg [1:0] writeGroup;  // src/blocks/lieq/scale-store.ts:63:26
  // One-hot.
  reg lane;  // src/blocks/lieq/scale-store.ts:65:20
  wire stream_fire = stream_valid && stream_ready;  // src/blocks/lieq/scale-store.ts:68:28
  wire passEnds = stream_fire && column == passes_data_columnsUsed;  // src/blocks/lieq/scale-store.ts:69:30
  wire [15:0] scale = stream_data[15:0];  // src/blocks/lieq/scale-store.ts:78:33
  wire [7:0] zero = (passes_data_format == 3'd0) ? 8'd0 : stream_data[23:16];  // src/blocks/lieq/scale-store.ts:79:20
  reg [23:0] store [0:7];  // 1 x 24 bits, element 0 lowest; src/blocks/lieq/scale-store.ts:72:21
  wire [23:0] shown = store[{readBank, group}];  // 1 x 24 bits, element 0 lowest; src/blocks/lieq/scale-store.ts:90:27

  always @(posedge clock) begin  // src/blocks/lieq/scale-store.ts:84:13
    if (stream_fire) store[{writeBank, writeGroup}] <= {zero, scale};
  end

  assign stream_ready = passes_valid && fullBanks != 2'd2;  // src/blocks/lieq/scale-store.ts:67:20
  assign passes_ready = passEnds;  // src/blocks/lieq/scale-store.ts:70:20
  assign scales = shown[15:0];  // src/blocks/lieq/scale-store.ts:92:26
  assign zeros = shown[23:16];  // src/blocks/lieq/scale-store.ts:93:25

  always @(posedge clock) begin  // src/blocks/lieq/scale-store.ts:96:7
    if (reset) begin
      column <= 3'd1;
      writeGroup <= 2'd0;
      lane <= 1'b1;
      writeBank <= 1'b0;
    end else begin
      if (stream_fire) begin
        column <= column + 3'd1;
        if (lane) writeGroup <= writeGroup + 2'd1;
      end
      if (passEnds) begin
        column <= 3'd1;
        lane <= 1'b1;
        writeGroup <= 2'd0;
        writeBank <= !writeBank;
      end
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/scale-store.ts:110:7
    if (reset) begin
      readBank <= 1'b0;
    end else if (passDone) begin
      readBank <= !readBank;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/scale-store.ts:113:17
    if (reset) begin
      fullBanks <= 2'd0;
    end else begin
      fullBanks <= (passEnds == passDone) ? fullBanks : passEnds ? fullBanks + 2'd1 : fullBanks - 2'd1;
    end
  end

  assign isLoaded = |fullBanks;  // src/blocks/lieq/scale-store.ts:118:16
  assign isBad = stream_fire && (scale[15] || (&scale[14:10]));  // src/blocks/lieq/scale-store.ts:119:13
  assign isIdle = !passes_valid;  // src/blocks/lieq/scale-store.ts:120:14

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{
      1'b0, passes_data_length, passes_data_rowsUsed, passes_data_isFirst, passes_data_isLast, passes_data_endsLayer,
      stream_data[31:24]
  };

endmodule

`default_nettype wire
