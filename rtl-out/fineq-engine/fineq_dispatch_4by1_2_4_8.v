`default_nettype none

// Weight dispatcher: blocks to 4 columns in turn, 1 a cycle.
module fineq_dispatch_4by1_2_4_8 (  // src/blocks/fineq/dispatch.ts:45:3
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
  output wire [3:0]  write_select,  // 4 x 1 bit, element 0 lowest
  output wire        write_slot,
  output wire [55:0] write_blocks,  // 1 x 56 bits, element 0 lowest
  output wire        loaded,
  output wire        isIdle
);

  reg isActive;  // src/blocks/fineq/dispatch.ts:58:24
  // One-hot: the columns whose turn it is.
  reg [3:0] turn;  // src/blocks/fineq/dispatch.ts:60:20
  reg slot;  // src/blocks/fineq/dispatch.ts:61:20
  reg [1:0] freeRounds;  // src/blocks/fineq/dispatch.ts:62:26
  reg [15:0] weightsLeft;  // src/blocks/fineq/dispatch.ts:63:27
  reg [19:0] rowsLeft;  // src/blocks/fineq/job.ts:29:20
  reg [19:0] columnsLeft;  // src/blocks/fineq/job.ts:30:23
  reg [3:0] written_select;  // 4 x 1 bit, element 0 lowest; src/blocks/fineq/dispatch.ts:73:23
  reg written_slot;  // src/blocks/fineq/dispatch.ts:73:23
  reg [55:0] written_blocks;  // 1 x 56 bits, element 0 lowest; src/blocks/fineq/dispatch.ts:73:23
  reg [2:0] beats;  // src/blocks/fineq/dispatch.ts:137:17
  wire isFirst = turn[0];  // src/blocks/fineq/dispatch.ts:65:28
  wire takes = isActive && (!isFirst || (|freeRounds));  // src/blocks/fineq/dispatch.ts:67:45
  wire moved = takes && blocks_valid;  // src/blocks/fineq/dispatch.ts:68:42
  wire isLast = turn[3];  // src/blocks/fineq/dispatch.ts:66:27
  wire round_ends = moved && isLast;  // src/blocks/fineq/dispatch.ts:69:51
  wire isLastRound = weightsLeft <= 16'd24;  // src/blocks/fineq/dispatch.ts:70:39
  wire is_rightmost_tile = columnsLeft <= 20'd4;  // src/blocks/fineq/job.ts:31:62
  wire [3:0] select = moved ? turn : 4'd0;  // src/blocks/fineq/dispatch.ts:74:22
  wire is_lowest_tile = rowsLeft <= 20'd4;  // src/blocks/fineq/job.ts:32:53
  wire walk_isLast = is_rightmost_tile && is_lowest_tile;  // src/blocks/fineq/job.ts:42:55
  wire spent = moved && isFirst;  // src/blocks/fineq/dispatch.ts:101:42
  wire isUnaligned = |beats;  // src/blocks/fineq/dispatch.ts:138:29

  always @(posedge clock) begin  // src/blocks/fineq/job.ts:33:3
    if (jobStart) begin
      rowsLeft <= job_m;
      columnsLeft <= job_n;
    end else if (round_ends && isLastRound) begin
      columnsLeft <= is_rightmost_tile ? job_n : columnsLeft - 20'd4;
      if (is_rightmost_tile) rowsLeft <= rowsLeft - 20'd4;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/dispatch.ts:75:15
    written_select <= select;
    written_slot <= slot;
    written_blocks <= blocks_data;
  end

  assign write_select = written_select;  // src/blocks/fineq/dispatch.ts:80:13
  assign write_slot = written_slot;  // src/blocks/fineq/dispatch.ts:80:13
  assign write_blocks = written_blocks;  // src/blocks/fineq/dispatch.ts:80:13
  assign loaded = round_ends;  // src/blocks/fineq/dispatch.ts:81:14

  always @(posedge clock) begin  // src/blocks/fineq/dispatch.ts:83:7
    if (reset) begin
      turn <= 4'd1;
    end else if (moved) begin
      turn <= {turn[2:0], turn[3]};
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/dispatch.ts:87:7
    if (reset) begin
      slot <= 1'b0;
    end else if (round_ends) begin
      slot <= slot + 1'b1;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/dispatch.ts:90:7
    if (reset) begin
      isActive <= 1'b0;
    end else if (jobStart) begin
      isActive <= 1'b1;
    end else if (round_ends) begin
      if (isLastRound && walk_isLast) isActive <= 1'b0;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/dispatch.ts:90:7
    if (jobStart) begin
      weightsLeft <= job_k;
    end else if (round_ends) begin
      weightsLeft <= isLastRound ? job_k : weightsLeft - 16'd24;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/dispatch.ts:102:7
    if (reset) begin
      freeRounds <= 2'd2;
    end else if (spent && !freed) begin
      freeRounds <= freeRounds - 2'd1;
    end else if (freed && !spent) begin
      freeRounds <= freeRounds + 2'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/dispatch.ts:139:3
    if (reset) begin
      beats <= 3'd0;
    end else if (moved || (!isActive && isUnaligned && blocks_valid)) begin
      beats <= (beats == 3'd7) ? 3'd0 : beats + 3'd1;
    end
  end

  assign blocks_ready = takes || (!isActive && isUnaligned);  // src/blocks/fineq/dispatch.ts:109:20
  assign isIdle = !(isActive || isUnaligned);  // src/blocks/fineq/dispatch.ts:110:14

endmodule

`default_nettype wire
