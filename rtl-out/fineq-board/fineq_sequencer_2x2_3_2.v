`default_nettype none

// Sequencer: K * 3 steps a tile, bubbles where weights, activations or room are missing.
module fineq_sequencer_2x2_3_2 (  // src/blocks/fineq/sequencer.ts:26:3
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

  reg isActive;  // src/blocks/fineq/sequencer.ts:47:24
  // The accumulators hold finished sums.
  reg isPending;  // src/blocks/fineq/sequencer.ts:49:25
  reg [1:0] loadedRounds;  // src/blocks/fineq/sequencer.ts:50:28
  reg slot;  // src/blocks/fineq/sequencer.ts:51:20
  reg [15:0] weightsLeft;  // src/blocks/fineq/sequencer.ts:52:27
  reg [2:0] cluster;  // src/blocks/fineq/sequencer.ts:53:23
  reg [1:0] position;  // src/blocks/fineq/sequencer.ts:54:24
  reg [1:0] phase;  // src/blocks/fineq/sequencer.ts:55:48
  reg [19:0] jobRowsLeft;  // src/blocks/fineq/job.ts:30:23
  reg [19:0] jobColumnsLeft;  // src/blocks/fineq/job.ts:31:26
  reg ordered_step;  // src/blocks/fineq/sequencer.ts:107:23
  reg ordered_boundary;  // src/blocks/fineq/sequencer.ts:107:23
  reg ordered_slot;  // src/blocks/fineq/sequencer.ts:107:23
  reg [2:0] ordered_cluster;  // src/blocks/fineq/sequencer.ts:107:23
  reg [1:0] ordered_position;  // src/blocks/fineq/sequencer.ts:107:23
  reg [1:0] ordered_phase;  // src/blocks/fineq/sequencer.ts:107:23
  wire hasWeights = |loadedRounds;  // src/blocks/fineq/sequencer.ts:58:39
  wire releases = isPending && drainIsFree;  // src/blocks/fineq/sequencer.ts:57:34
  wire hasRoom = !isPending || releases;  // src/blocks/fineq/sequencer.ts:59:39
  wire makesStep = isActive && hasWeights && activationValid && hasRoom;  // src/blocks/fineq/sequencer.ts:60:74
  wire isLastPhase = phase == 2'd2;  // src/blocks/fineq/sequencer.ts:62:41
  wire weightEnds = makesStep && isLastPhase;  // src/blocks/fineq/sequencer.ts:64:36
  wire isLastWeight = weightsLeft == 16'd1;  // src/blocks/fineq/sequencer.ts:63:40
  wire tileEnds = weightEnds && isLastWeight;  // src/blocks/fineq/sequencer.ts:65:35
  wire isRightmost = jobColumnsLeft <= 20'd2;  // src/blocks/fineq/job.ts:32:38
  wire isLowest = jobRowsLeft <= 20'd2;  // src/blocks/fineq/job.ts:33:32
  wire walk_isLast = isRightmost && isLowest;  // src/blocks/fineq/job.ts:43:84
  wire clusterEnds = position == 2'd2;  // src/blocks/fineq/sequencer.ts:66:36
  wire blockEnds = weightEnds && (isLastWeight || (clusterEnds && cluster == 3'd7));  // src/blocks/fineq/sequencer.ts:67:36
  wire waits = isActive && !makesStep;  // src/blocks/fineq/sequencer.ts:121:30

  always @(posedge clock) begin  // src/blocks/fineq/job.ts:34:3
    if (jobStart) begin
      jobRowsLeft <= job_m;
      jobColumnsLeft <= job_n;
    end else if (tileEnds) begin
      jobColumnsLeft <= isRightmost ? job_n : jobColumnsLeft - 20'd2;
      if (isRightmost) jobRowsLeft <= jobRowsLeft - 20'd2;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/sequencer.ts:70:7
    if (reset) begin
      isActive <= 1'b0;
    end else if (jobStart) begin
      isActive <= 1'b1;
    end else if (weightEnds) begin
      if (isLastWeight && walk_isLast) isActive <= 1'b0;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/sequencer.ts:70:7
    if (jobStart) begin
      weightsLeft <= job_k;
    end else if (weightEnds) begin
      weightsLeft <= isLastWeight ? job_k : weightsLeft - 16'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/sequencer.ts:79:7
    if (reset) begin
      isPending <= 1'b0;
    end else if (tileEnds) begin
      isPending <= 1'b1;
    end else if (releases) begin
      isPending <= 1'b0;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/sequencer.ts:85:9
    if (reset) begin
      phase <= 2'd0;
    end else if (makesStep) begin
      phase <= isLastPhase ? 2'd0 : phase + 2'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/sequencer.ts:89:7
    if (reset) begin
      position <= 2'd0;
      cluster <= 3'd0;
    end else if (weightEnds) begin
      position <= (clusterEnds || isLastWeight) ? 2'd0 : position + 2'd1;
      if (clusterEnds) cluster <= cluster + 3'd1;
      if (isLastWeight) cluster <= 3'd0;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/sequencer.ts:98:7
    if (reset) begin
      slot <= 1'b0;
    end else if (blockEnds) begin
      slot <= slot + 1'b1;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/sequencer.ts:101:7
    if (reset) begin
      loadedRounds <= 2'd0;
    end else if (loaded && !blockEnds) begin
      loadedRounds <= loadedRounds + 2'd1;
    end else if (blockEnds && !loaded) begin
      loadedRounds <= loadedRounds - 2'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/fineq/sequencer.ts:109:20
    ordered_step <= makesStep;
    ordered_boundary <= releases || jobStart;
    ordered_slot <= slot;
    ordered_cluster <= cluster;
    ordered_position <= position;
    ordered_phase <= phase;
  end

  assign command_step = ordered_step;  // src/blocks/fineq/sequencer.ts:115:18
  assign command_boundary = ordered_boundary;  // src/blocks/fineq/sequencer.ts:115:18
  assign command_slot = ordered_slot;  // src/blocks/fineq/sequencer.ts:115:18
  assign command_cluster = ordered_cluster;  // src/blocks/fineq/sequencer.ts:115:18
  assign command_position = ordered_position;  // src/blocks/fineq/sequencer.ts:115:18
  assign command_phase = ordered_phase;  // src/blocks/fineq/sequencer.ts:115:18
  assign freed = blockEnds;  // src/blocks/fineq/sequencer.ts:117:16
  assign activationReady = weightEnds;  // src/blocks/fineq/sequencer.ts:118:26
  assign finished = releases;  // src/blocks/fineq/sequencer.ts:119:19
  assign step = makesStep;  // src/blocks/fineq/sequencer.ts:120:15
  assign weightStall = waits && !hasWeights;  // src/blocks/fineq/sequencer.ts:122:22
  assign activationStall = waits && hasWeights && !activationValid;  // src/blocks/fineq/sequencer.ts:123:26
  assign resultStall = waits && hasWeights && activationValid;  // src/blocks/fineq/sequencer.ts:124:22
  assign isIdle = !(isActive || isPending);  // src/blocks/fineq/sequencer.ts:125:17

endmodule

`default_nettype wire
