`default_nettype none

// Scales of two tiles of 4 columns, 1 read at a time.
module fineq_scale_store_4by1_4 (  // src/blocks/fineq/scale-store.ts:41:10
  input  wire        clock,
  input  wire        reset,
  input  wire        jobStart,
  input  wire [19:0] job_m,
  input  wire [19:0] job_n,
  input  wire [15:0] job_k,
  input  wire        stream_valid,
  input  wire [15:0] stream_data,
  output wire        stream_ready,
  input  wire [1:0]  group,
  output wire [15:0] scales,  // 1 x 16 bits, element 0 lowest
  input  wire        tileDone,
  output wire        isLoaded,
  output wire        isBad,
  output wire        isIdle
);

  reg isActive;  // src/blocks/fineq/scale-store.ts:56:24
  reg [1:0] fullBanks;  // src/blocks/fineq/scale-store.ts:57:25
  reg writeBank;  // src/blocks/fineq/scale-store.ts:58:25
  reg readBank;  // src/blocks/fineq/scale-store.ts:59:24
  reg [1:0] writeGroup;  // src/blocks/fineq/scale-store.ts:60:26
  // One-hot.
  reg lane;  // src/blocks/fineq/scale-store.ts:62:20
  reg [19:0] rowsLeft;  // src/blocks/fineq/job.ts:29:20
  reg [19:0] columnsLeft;  // src/blocks/fineq/job.ts:30:23
  wire taken = stream_valid && stream_ready;  // src/blocks/fineq/scale-store.ts:65:43
  wire isLastGroup = writeGroup == 2'd3;  // src/blocks/fineq/scale-store.ts:67:38
  wire tile_ends = taken && isLastGroup && lane;  // src/blocks/fineq/scale-store.ts:70:66
  wire is_rightmost_tile = columnsLeft <= 20'd4;  // src/blocks/fineq/job.ts:31:62
  wire is_lowest_tile = rowsLeft <= 20'd4;  // src/blocks/fineq/job.ts:32:53
  wire walk_isLast = is_rightmost_tile && is_lowest_tile;  // src/blocks/fineq/job.ts:42:55
  reg [15:0] store [0:7];  // 1 x 16 bits, element 0 lowest; src/blocks/fineq/scale-store.ts:73:21
  wire [15:0] store_word = store[{readBank, group}];  // 1 x 16 bits, element 0 lowest; src/blocks/fineq/scale-store.ts:85:28

  always @(posedge clock) begin  // src/blocks/fineq/scale-store.ts:79:13
    if (taken) store[{writeBank, writeGroup}] <= stream_data;
  end

  assign stream_ready = isActive && fullBanks != 2'd2;  // src/blocks/fineq/scale-store.ts:64:20

  always @(posedge clock) begin  // src/blocks/fineq/job.ts:33:3
    if (jobStart) begin
      rowsLeft <= job_m;
      columnsLeft <= job_n;
    end else if (tile_ends) begin
      columnsLeft <= is_rightmost_tile ? job_n : columnsLeft - 20'd4;
      if (is_rightmost_tile) rowsLeft <= rowsLeft - 20'd4;
    end
  end

  assign scales = store_word;  // src/blocks/fineq/scale-store.ts:85:14

  always @(posedge clock) begin  // src/blocks/fineq/scale-store.ts:87:7
    if (reset) begin
      writeGroup <= 2'd0;
      lane <= 1'b1;
      writeBank <= 1'b0;
    end else if (taken) begin
      if (lane) writeGroup <= writeGroup + 2'd1;
      if (tile_ends) begin
        lane <= 1'b1;
        writeGroup <= 2'd0;
        writeBank <= !writeBank;
      end
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/scale-store.ts:98:7
    if (reset) begin
      isActive <= 1'b0;
    end else if (jobStart) begin
      isActive <= 1'b1;
    end else if (tile_ends && walk_isLast) begin
      isActive <= 1'b0;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/scale-store.ts:103:7
    if (reset) begin
      readBank <= 1'b0;
    end else if (tileDone) begin
      readBank <= !readBank;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/scale-store.ts:106:17
    if (reset) begin
      fullBanks <= 2'd0;
    end else begin
      fullBanks <= (tile_ends == tileDone) ? fullBanks : tile_ends ? fullBanks + 2'd1 : fullBanks - 2'd1;
    end
  end

  assign isLoaded = |fullBanks;  // src/blocks/fineq/scale-store.ts:111:16
  assign isBad = taken && (stream_data[15] || (&stream_data[14:10]));  // src/blocks/fineq/scale-store.ts:112:13
  assign isIdle = !isActive;  // src/blocks/fineq/scale-store.ts:113:14

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, job_k};

endmodule

`default_nettype wire
