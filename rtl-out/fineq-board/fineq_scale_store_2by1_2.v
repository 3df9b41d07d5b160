`default_nettype none

// Scales of two tiles of 2 columns, 1 read at a time.
module fineq_scale_store_2by1_2 (  // src/blocks/fineq/scale-store.ts:40:10
  input  wire        clock,
  input  wire        reset,
  input  wire        jobStart,
  input  wire [19:0] job_m,
  input  wire [19:0] job_n,
  input  wire [15:0] job_k,
  input  wire        stream_valid,
  input  wire [15:0] stream_data,
  output wire        stream_ready,
  input  wire        group,
  output wire [15:0] scales,  // 1 x 16 bits, element 0 lowest
  input  wire        tileDone,
  output wire        isLoaded,
  output wire        isBad,
  output wire        isIdle
);

  reg isActive;  // src/blocks/fineq/scale-store.ts:55:24
  reg [1:0] fullBanks;  // src/blocks/fineq/scale-store.ts:56:25
  reg writeBank;  // src/blocks/fineq/scale-store.ts:57:25
  reg readBank;  // src/blocks/fineq/scale-store.ts:58:24
  reg writeGroup;  // src/blocks/fineq/scale-store.ts:59:26
  // One-hot.
  reg lane;  // src/blocks/fineq/scale-store.ts:61:20
  reg [19:0] jobRowsLeft;  // src/blocks/fineq/job.ts:30:23
  reg [19:0] jobColumnsLeft;  // src/blocks/fineq/job.ts:31:26
  wire stream_fire = stream_valid && stream_ready;  // src/blocks/fineq/scale-store.ts:64:28
  wire isLastGroup = writeGroup;  // src/blocks/fineq/scale-store.ts:66:38
  wire tileEnds = stream_fire && isLastGroup && lane;  // src/blocks/fineq/scale-store.ts:69:47
  wire isRightmost = jobColumnsLeft <= 20'd2;  // src/blocks/fineq/job.ts:32:38
  wire isLowest = jobRowsLeft <= 20'd2;  // src/blocks/fineq/job.ts:33:32
  wire walk_isLast = isRightmost && isLowest;  // src/blocks/fineq/job.ts:43:84
  reg [15:0] store [0:3];  // 1 x 16 bits, element 0 lowest; src/blocks/fineq/scale-store.ts:72:21
  wire [15:0] store_word = store[{readBank, group}];  // 1 x 16 bits, element 0 lowest; src/blocks/fineq/scale-store.ts:84:28

  always @(posedge clock) begin  // src/blocks/fineq/scale-store.ts:78:13
    if (stream_fire) store[{writeBank, writeGroup}] <= stream_data;
  end

  assign stream_ready = isActive && fullBanks != 2'd2;  // src/blocks/fineq/scale-store.ts:63:20

  always @(posedge clock) begin  // src/blocks/fineq/job.ts:34:3
    if (jobStart) begin
      jobRowsLeft <= job_m;
      jobColumnsLeft <= job_n;
    end else if (tileEnds) begin
      jobColumnsLeft <= isRightmost ? job_n : jobColumnsLeft - 20'd2;
      if (isRightmost) jobRowsLeft <= jobRowsLeft - 20'd2;
    end
  end

  assign scales = store_word;  // src/blocks/fineq/scale-store.ts:84:14

  always @(posedge clock) begin  // src/blocks/fineq/scale-store.ts:86:7
    if (reset) begin
      writeGroup <= 1'b0;
      lane <= 1'b1;
      writeBank <= 1'b0;
    end else if (stream_fire) begin
      if (lane) writeGroup <= writeGroup + 1'b1;
      if (tileEnds) begin
        lane <= 1'b1;
        writeGroup <= 1'b0;
        writeBank <= !writeBank;
      end
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/scale-store.ts:97:7
    if (reset) begin
      isActive <= 1'b0;
    end else if (jobStart) begin
      isActive <= 1'b1;
    end else if (tileEnds && walk_isLast) begin
      isActive <= 1'b0;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/scale-store.ts:102:7
    if (reset) begin
      readBank <= 1'b0;
    end else if (tileDone) begin
      readBank <= !readBank;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/scale-store.ts:105:17
    if (reset) begin
      fullBanks <= 2'd0;
    end else begin
      fullBanks <= (tileEnds == tileDone) ? fullBanks : tileEnds ? fullBanks + 2'd1 : fullBanks - 2'd1;
    end
  end

  assign isLoaded = |fullBanks;  // src/blocks/fineq/scale-store.ts:110:16
  assign isBad = stream_fire && (stream_data[15] || (&stream_data[14:10]));  // src/blocks/fineq/scale-store.ts:111:13
  assign isIdle = !isActive;  // src/blocks/fineq/scale-store.ts:112:14

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, job_k};

endmodule

`default_nettype wire
