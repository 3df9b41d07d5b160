`default_nettype none

// Weight dispatcher: blocks to 2 columns in turn, 1 a cycle.
module fineq_dispatch_2by1_2_2_1 (  // src/blocks/fineq/dispatch.ts:44:3
  input  wire        clock,
  input  wire        reset,
  input  wire        jobStart,
  input  wire [19:0] job_m,
  input  wire [19:0] job_n,
  input  wire [15:0] job_k,
  input  wire        blocks_valid,
  input  wire [55:0] blocks_data,
  output wire        blocks_ready,
  input  wire        freed,
  output wire [1:0]  write_select,  // 2 x 1 bit, element 0 lowest
  output wire        write_slot,
  output wire [55:0] write_blocks,  // 1 x 56 bits, element 0 lowest
  output wire        loaded,
  output wire        isIdle
);

  reg isActive;  // src/blocks/fineq/dispatch.ts:57:24
  // One-hot: the columns whose turn it is.
  reg [1:0] turn;  // src/blocks/fineq/dispatch.ts:59:20
  reg slot;  // src/blocks/fineq/dispatch.ts:60:20
  reg [1:0] freeRounds;  // src/blocks/fineq/dispatch.ts:61:26
  reg [15:0] weightsLeft;  // src/blocks/fineq/dispatch.ts:62:27
  reg [19:0] jobRowsLeft;  // src/blocks/fineq/job.ts:30:23
  reg [19:0] jobColumnsLeft;  // src/blocks/fineq/job.ts:31:26
  reg [1:0] written_select;  // 2 x 1 bit, element 0 lowest; src/blocks/fineq/dispatch.ts:72:23
  reg written_slot;  // src/blocks/fineq/dispatch.ts:72:23
  reg [55:0] written_blocks;  // 1 x 56 bits, element 0 lowest; src/blocks/fineq/dispatch.ts:72:23
  wire isFirst = turn[0];  // src/blocks/fineq/dispatch.ts:64:28
  wire takes = isActive && (!isFirst || (|freeRounds));  // src/blocks/fineq/dispatch.ts:66:30
  wire moved = takes && blocks_valid;  // src/blocks/fineq/dispatch.ts:67:27
  wire isLast = turn[1];  // src/blocks/fineq/dispatch.ts:65:27
  wire roundEnds = moved && isLast;  // src/blocks/fineq/dispatch.ts:68:31
  wire isLastRound = weightsLeft <= 16'd24;  // src/blocks/fineq/dispatch.ts:69:39
  wire isRightmost = jobColumnsLeft <= 20'd2;  // src/blocks/fineq/job.ts:32:38
  wire [1:0] select = moved ? turn : 2'd0;  // src/blocks/fineq/dispatch.ts:73:22
  wire isLowest = jobRowsLeft <= 20'd2;  // src/blocks/fineq/job.ts:33:32
  wire walk_isLast = isRightmost && isLowest;  // src/blocks/fineq/job.ts:43:84
  wire spent = moved && isFirst;  // src/blocks/fineq/dispatch.ts:100:27

  always @(posedge clock) begin  // src/blocks/fineq/job.ts:34:3
    if (jobStart) begin
      jobRowsLeft <= job_m;
      jobColumnsLeft <= job_n;
    end else if (roundEnds && isLastRound) begin
      jobColumnsLeft <= isRightmost ? job_n : jobColumnsLeft - 20'd2;
      if (isRightmost) jobRowsLeft <= jobRowsLeft - 20'd2;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/dispatch.ts:74:15
    written_select <= select;
    written_slot <= slot;
    written_blocks <= blocks_data;
  end

  assign write_select = written_select;  // src/blocks/fineq/dispatch.ts:79:13
  assign write_slot = written_slot;  // src/blocks/fineq/dispatch.ts:79:13
  assign write_blocks = written_blocks;  // src/blocks/fineq/dispatch.ts:79:13
  assign loaded = roundEnds;  // src/blocks/fineq/dispatch.ts:80:14

  always @(posedge clock) begin  // src/blocks/fineq/dispatch.ts:82:7
    if (reset) begin
      turn <= 2'd1;
    end else if (moved) begin
      turn <= {turn[0], turn[1]};
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/dispatch.ts:86:7
    if (reset) begin
      slot <= 1'b0;
    end else if (roundEnds) begin
      slot <= slot + 1'b1;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/dispatch.ts:89:7
    if (reset) begin
      isActive <= 1'b0;
    end else if (jobStart) begin
      isActive <= 1'b1;
    end else if (roundEnds) begin
      if (isLastRound && walk_isLast) isActive <= 1'b0;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/dispatch.ts:89:7
    if (jobStart) begin
      weightsLeft <= job_k;
    end else if (roundEnds) begin
      weightsLeft <= isLastRound ? job_k : weightsLeft - 16'd24;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/dispatch.ts:101:7
    if (reset) begin
      freeRounds <= 2'd2;
    end else if (spent && !freed) begin
      freeRounds <= freeRounds - 2'd1;
    end else if (freed && !spent) begin
      freeRounds <= freeRounds + 2'd1;
    end
  end

  assign blocks_ready = takes || (!isActive && 1'b0);  // src/blocks/fineq/dispatch.ts:108:20
  assign isIdle = !(isActive || 1'b0);  // src/blocks/fineq/dispatch.ts:109:14

endmodule

`default_nettype wire
