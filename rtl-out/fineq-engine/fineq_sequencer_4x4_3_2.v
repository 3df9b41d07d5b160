`default_nettype none

// Sequencer: K * 3 steps a tile, bubbles where weights, activations or room are missing.
module fineq_sequencer_4x4_3_2 (  // src/blocks/fineq/sequencer.ts:38:3
  input  wire        clock,
  input  wire        reset,
  input  wire        jobStart,
  input  wire [19:0] job_m,
  input  wire [19:0] job_n,
  input  wire [15:0] job_k,
  input  wire        loaded,
  output wire        freed,
  input  wire        activationValid,
  output wire        activationReady,
  input  wire        drainIsFree,
  output wire        finished,
  output wire        command_step,
  output wire        command_boundary,
  output wire        command_slot,
  output wire [2:0]  command_cluster,
  output wire [1:0]  command_position,
  output wire [1:0]  command_phase,
  output wire        step,
  output wire        weightStall,
  output wire        activationStall,
  output wire        resultStall,
  output wire        isIdle
);

  reg isActive;  // src/blocks/fineq/sequencer.ts:59:24
  // The accumulators hold finished sums.
  reg isPending;  // src/blocks/fineq/sequencer.ts:61:25
  reg [1:0] loadedRounds;  // src/blocks/fineq/sequencer.ts:62:28
  reg slot;  // src/blocks/fineq/sequencer.ts:63:20
  reg [15:0] weightsLeft;  // src/blocks/fineq/sequencer.ts:64:27
  reg [2:0] cluster;  // src/blocks/fineq/sequencer.ts:65:23
  reg [1:0] position;  // src/blocks/fineq/sequencer.ts:66:24
  reg [1:0] phase;  // src/blocks/fineq/sequencer.ts:67:48
  reg [19:0] rowsLeft;  // src/blocks/fineq/job.ts:29:20
  reg [19:0] columnsLeft;  // src/blocks/fineq/job.ts:30:23
  reg ordered_step;  // src/blocks/fineq/sequencer.ts:119:23
  reg ordered_boundary;  // src/blocks/fineq/sequencer.ts:119:23
  reg ordered_slot;  // src/blocks/fineq/sequencer.ts:119:23
  reg [2:0] ordered_cluster;  // src/blocks/fineq/sequencer.ts:119:23
  reg [1:0] ordered_position;  // src/blocks/fineq/sequencer.ts:119:23
  reg [1:0] ordered_phase;  // src/blocks/fineq/sequencer.ts:119:23
  wire hasWeights = |loadedRounds;  // src/blocks/fineq/sequencer.ts:70:39
  wire releases = isPending && drainIsFree;  // src/blocks/fineq/sequencer.ts:69:52
  wire hasRoom = !isPending || releases;  // src/blocks/fineq/sequencer.ts:71:39
  wire makes_step = isActive && hasWeights && activationValid && hasRoom;  // src/blocks/fineq/sequencer.ts:72:89
  wire isLastPhase = phase == 2'd2;  // src/blocks/fineq/sequencer.ts:74:41
  wire weight_ends = makes_step && isLastPhase;  // src/blocks/fineq/sequencer.ts:76:52
  wire isLastWeight = weightsLeft == 16'd1;  // src/blocks/fineq/sequencer.ts:75:40
  wire tile_ends = weight_ends && isLastWeight;  // src/blocks/fineq/sequencer.ts:77:54
  wire is_rightmost_tile = columnsLeft <= 20'd4;  // src/blocks/fineq/job.ts:31:62
  wire is_lowest_tile = rowsLeft <= 20'd4;  // src/blocks/fineq/job.ts:32:53
  wire walk_isLast = is_rightmost_tile && is_lowest_tile;  // src/blocks/fineq/job.ts:42:55
  wire clusterEnds = position == 2'd2;  // src/blocks/fineq/sequencer.ts:78:36
  wire block_ends = weight_ends && (isLastWeight || (clusterEnds && cluster == 3'd7));  // src/blocks/fineq/sequencer.ts:79:56
  wire waits = isActive && !makes_step;  // src/blocks/fineq/sequencer.ts:133:45

  always @(posedge clock) begin  // src/blocks/fineq/job.ts:33:3
    if (jobStart) begin
      rowsLeft <= job_m;
      columnsLeft <= job_n;
    end else if (tile_ends) begin
      columnsLeft <= is_rightmost_tile ? job_n : columnsLeft - 20'd4;
      if (is_rightmost_tile) rowsLeft <= rowsLeft - 20'd4;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/sequencer.ts:82:7
    if (reset) begin
      isActive <= 1'b0;
    end else if (jobStart) begin
      isActive <= 1'b1;
    end else if (weight_ends) begin
      if (isLastWeight && walk_isLast) isActive <= 1'b0;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/sequencer.ts:82:7
    if (jobStart) begin
      weightsLeft <= job_k;
    end else if (weight_ends) begin
      weightsLeft <= isLastWeight ? job_k : weightsLeft - 16'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/sequencer.ts:91:7
    if (reset) begin
      isPending <= 1'b0;
    end else if (tile_ends) begin
      isPending <= 1'b1;
    end else if (releases) begin
      isPending <= 1'b0;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/sequencer.ts:97:9
    if (reset) begin
      phase <= 2'd0;
    end else if (makes_step) begin
      phase <= isLastPhase ? 2'd0 : phase + 2'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/sequencer.ts:101:7
    if (reset) begin
      position <= 2'd0;
      cluster <= 3'd0;
    end else if (weight_ends) begin
      position <= (clusterEnds || isLastWeight) ? 2'd0 : position + 2'd1;
      if (clusterEnds) cluster <= cluster + 3'd1;
      if (isLastWeight) cluster <= 3'd0;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/sequencer.ts:110:7
    if (reset) begin
      slot <= 1'b0;
    end else if (block_ends) begin
      slot <= slot + 1'b1;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/sequencer.ts:113:7
    if (reset) begin
      loadedRounds <= 2'd0;
    end else if (loaded && !block_ends) begin
      loadedRounds <= loadedRounds + 2'd1;
    end else if (block_ends && !loaded) begin
      loadedRounds <= loadedRounds - 2'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/sequencer.ts:121:20
    ordered_step <= makes_step;
    ordered_boundary <= releases || jobStart;
    ordered_slot <= slot;
    ordered_cluster <= cluster;
    ordered_position <= position;
    ordered_phase <= phase;
  end

  assign command_step = ordered_step;  // src/blocks/fineq/sequencer.ts:127:18
  assign command_boundary = ordered_boundary;  // src/blocks/fineq/sequencer.ts:127:18
  assign command_slot = ordered_slot;  // src/blocks/fineq/sequencer.ts:127:18
  assign command_cluster = ordered_cluster;  // src/blocks/fineq/sequencer.ts:127:18
  assign command_position = ordered_position;  // src/blocks/fineq/sequencer.ts:127:18
  assign command_phase = ordered_phase;  // src/blocks/fineq/sequencer.ts:127:18
  assign freed = block_ends;  // src/blocks/fineq/sequencer.ts:129:16
  assign activationReady = weight_ends;  // src/blocks/fineq/sequencer.ts:130:26
  assign finished = releases;  // src/blocks/fineq/sequencer.ts:131:19
  assign step = makes_step;  // src/blocks/fineq/sequencer.ts:132:15
  assign weightStall = waits && !hasWeights;  // src/blocks/fineq/sequencer.ts:134:22
  assign activationStall = waits && hasWeights && !activationValid;  // src/blocks/fineq/sequencer.ts:135:26
  assign resultStall = waits && hasWeights && activationValid;  // src/blocks/fineq/sequencer.ts:136:22
  assign isIdle = !(isActive || isPending);  // src/blocks/fineq/sequencer.ts:137:17

endmodule

`default_nettype wire
