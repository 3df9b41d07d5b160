`default_nettype none

// Sequencer: length * planes * 3 steps a pass, bubbles where weights, activations or room are missing.
module lieq_sequencer_4x4_3_4 (  // src/blocks/lieq/sequencer.ts:36:3
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
  input  wire        start,
  input  wire        loaded,
  output wire        freed,
  input  wire        activationValid,
  output wire        activationReady,
  input  wire        drainIsFree,
  output wire        finished,
  output wire        command_step,
  output wire        command_boundary,
  output wire [2:0]  command_format,
  output wire [1:0]  command_slot,
  output wire [2:0]  command_cluster,
  output wire [1:0]  command_position,
  output wire [1:0]  command_plane,
  output wire [1:0]  command_phase,
  output wire        step,
  output wire [1:0]  plane,
  output wire        weightEnds,
  output wire        passEnds,
  output wire        layerEnds,
  output wire        weightStall,
  output wire        activationStall,
  output wire        resultStall,
  output wire        isIdle
);

  reg isActive;  // src/blocks/lieq/sequencer.ts:61:24
  // The accumulators hold finished sums.
  reg isPending;  // src/blocks/lieq/sequencer.ts:63:25
  reg [2:0] pass_format;  // src/blocks/lieq/sequencer.ts:64:20
  reg [15:0] pass_length;  // src/blocks/lieq/sequencer.ts:64:20
  reg [2:0] pass_rowsUsed;  // src/blocks/lieq/sequencer.ts:64:20
  reg [2:0] pass_columnsUsed;  // src/blocks/lieq/sequencer.ts:64:20
  reg pass_isFirst;  // src/blocks/lieq/sequencer.ts:64:20
  reg pass_isLast;  // src/blocks/lieq/sequencer.ts:64:20
  reg pass_endsLayer;  // src/blocks/lieq/sequencer.ts:64:20
  reg [1:0] lastPlane;  // src/blocks/lieq/sequencer.ts:65:25
  reg [1:0] lastPosition;  // src/blocks/lieq/sequencer.ts:66:28
  reg [2:0] lastCluster;  // src/blocks/lieq/sequencer.ts:67:27
  reg [15:0] weightsLeft;  // src/blocks/lieq/sequencer.ts:68:27
  reg [2:0] loadedRounds;  // src/blocks/lieq/sequencer.ts:69:28
  reg [1:0] slot;  // src/blocks/lieq/sequencer.ts:70:20
  reg [2:0] cluster;  // src/blocks/lieq/sequencer.ts:71:23
  reg [1:0] position;  // src/blocks/lieq/sequencer.ts:72:24
  reg [1:0] plane_1;  // src/blocks/lieq/sequencer.ts:73:21
  reg [1:0] phase;  // src/blocks/lieq/sequencer.ts:74:48
  reg ordered_step;  // src/blocks/lieq/sequencer.ts:131:23
  reg ordered_boundary;  // src/blocks/lieq/sequencer.ts:131:23
  reg [2:0] ordered_format;  // src/blocks/lieq/sequencer.ts:131:23
  reg [1:0] ordered_slot;  // src/blocks/lieq/sequencer.ts:131:23
  reg [2:0] ordered_cluster;  // src/blocks/lieq/sequencer.ts:131:23
  reg [1:0] ordered_position;  // src/blocks/lieq/sequencer.ts:131:23
  reg [1:0] ordered_plane;  // src/blocks/lieq/sequencer.ts:131:23
  reg [1:0] ordered_phase;  // src/blocks/lieq/sequencer.ts:131:23
  wire hasWeights = |loadedRounds;  // src/blocks/lieq/sequencer.ts:77:39
  wire releases = isPending && drainIsFree;  // src/blocks/lieq/sequencer.ts:76:34
  wire hasRoom = !isPending || releases;  // src/blocks/lieq/sequencer.ts:78:39
  wire makesStep = isActive && hasWeights && activationValid && hasRoom;  // src/blocks/lieq/sequencer.ts:79:74
  wire isLastPhase = phase == 2'd2;  // src/blocks/lieq/sequencer.ts:81:41
  wire digitEnds = makesStep && isLastPhase;  // src/blocks/lieq/sequencer.ts:82:35
  wire isLastPlane = plane_1 == lastPlane;  // src/blocks/lieq/sequencer.ts:83:33
  wire ends = digitEnds && isLastPlane;  // src/blocks/lieq/sequencer.ts:84:30
  wire isLastWeight = weightsLeft == 16'd1;  // src/blocks/lieq/sequencer.ts:85:40
  wire endsPass = ends && isLastWeight;  // src/blocks/lieq/sequencer.ts:89:29
  wire clusterEnds = position == lastPosition;  // src/blocks/lieq/sequencer.ts:86:36
  wire wordEnds = clusterEnds && cluster == lastCluster;  // src/blocks/lieq/sequencer.ts:87:36
  wire roundEnds = ends && (isLastWeight || wordEnds);  // src/blocks/lieq/sequencer.ts:88:30
  wire waits = isActive && !makesStep;  // src/blocks/lieq/sequencer.ts:150:30

  assign passes_ready = !isActive || endsPass;  // src/blocks/lieq/sequencer.ts:91:20

  always @(posedge clock) begin  // src/blocks/lieq/sequencer.ts:92:7
    if (reset) begin
      isActive <= 1'b0;
    end else if (passes_ready) begin
      isActive <= passes_valid;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/sequencer.ts:92:7
    if (passes_ready) begin
      pass_format <= passes_data_format;
      pass_length <= passes_data_length;
      pass_rowsUsed <= passes_data_rowsUsed;
      pass_columnsUsed <= passes_data_columnsUsed;
      pass_isFirst <= passes_data_isFirst;
      pass_isLast <= passes_data_isLast;
      pass_endsLayer <= passes_data_endsLayer;
      lastPlane <= (passes_data_format == 3'd0) ? 2'd0
          : (passes_data_format == 3'd1) ? 2'd0
          : (passes_data_format == 3'd2) ? 2'd1
          : (passes_data_format == 3'd3) ? 2'd1
          : 2'd3;
      lastPosition <= (passes_data_format == 3'd0) ? 2'd2
          : (passes_data_format == 3'd1) ? 2'd3
          : (passes_data_format == 3'd2) ? 2'd3
          : (passes_data_format == 3'd3) ? 2'd3
          : 2'd3;
      lastCluster <= (passes_data_format == 3'd0) ? 3'd7
          : (passes_data_format == 3'd1) ? 3'd7
          : (passes_data_format == 3'd2) ? 3'd3
          : (passes_data_format == 3'd3) ? 3'd3
          : 3'd1;
      weightsLeft <= passes_data_length;
    end else if (ends) begin
      weightsLeft <= weightsLeft - 16'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/sequencer.ts:102:7
    if (reset) begin
      isPending <= 1'b0;
    end else if (endsPass) begin
      isPending <= 1'b1;
    end else if (releases) begin
      isPending <= 1'b0;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/sequencer.ts:108:9
    if (reset) begin
      phase <= 2'd0;
    end else if (makesStep) begin
      phase <= isLastPhase ? 2'd0 : phase + 2'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/sequencer.ts:112:7
    if (reset) begin
      plane_1 <= 2'd0;
    end else if (digitEnds) begin
      plane_1 <= isLastPlane ? 2'd0 : plane_1 + 2'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/sequencer.ts:115:7
    if (reset) begin
      position <= 2'd0;
      cluster <= 3'd0;
      slot <= 2'd0;
    end else if (roundEnds) begin
      position <= 2'd0;
      cluster <= 3'd0;
      slot <= slot + 2'd1;
    end else if (ends) begin
      position <= clusterEnds ? 2'd0 : position + 2'd1;
      if (clusterEnds) cluster <= cluster + 3'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/sequencer.ts:125:7
    if (reset) begin
      loadedRounds <= 3'd0;
    end else if (loaded && !roundEnds) begin
      loadedRounds <= loadedRounds + 3'd1;
    end else if (roundEnds && !loaded) begin
      loadedRounds <= loadedRounds - 3'd1;
    end
  end

  always @(posedge clock) begin  // src/blocks/lieq/sequencer.ts:132:20
    ordered_step <= makesStep;
    ordered_boundary <= releases || start;
    ordered_format <= pass_format;
    ordered_slot <= slot;
    ordered_cluster <= cluster;
    ordered_position <= position;
    ordered_plane <= plane_1;
    ordered_phase <= phase;
  end

  assign command_step = ordered_step;  // src/blocks/lieq/sequencer.ts:140:18
  assign command_boundary = ordered_boundary;  // src/blocks/lieq/sequencer.ts:140:18
  assign command_format = ordered_format;  // src/blocks/lieq/sequencer.ts:140:18
  assign command_slot = ordered_slot;  // src/blocks/lieq/sequencer.ts:140:18
  assign command_cluster = ordered_cluster;  // src/blocks/lieq/sequencer.ts:140:18
  assign command_position = ordered_position;  // src/blocks/lieq/sequencer.ts:140:18
  assign command_plane = ordered_plane;  // src/blocks/lieq/sequencer.ts:140:18
  assign command_phase = ordered_phase;  // src/blocks/lieq/sequencer.ts:140:18
  assign freed = roundEnds;  // src/blocks/lieq/sequencer.ts:142:16
  assign activationReady = ends;  // src/blocks/lieq/sequencer.ts:143:26
  assign weightEnds = ends;  // src/blocks/lieq/sequencer.ts:144:21
  assign finished = releases;  // src/blocks/lieq/sequencer.ts:145:19
  assign step = makesStep;  // src/blocks/lieq/sequencer.ts:146:15
  assign plane = plane_1;  // src/blocks/lieq/sequencer.ts:147:16
  assign passEnds = endsPass;  // src/blocks/lieq/sequencer.ts:148:19
  assign layerEnds = endsPass && pass_endsLayer;  // src/blocks/lieq/sequencer.ts:149:20
  assign weightStall = waits && !hasWeights;  // src/blocks/lieq/sequencer.ts:151:22
  assign activationStall = waits && hasWeights && !activationValid;  // src/blocks/lieq/sequencer.ts:152:26
  assign resultStall = waits && hasWeights && activationValid;  // src/blocks/lieq/sequencer.ts:153:22
  assign isIdle = !(isActive || isPending);  // src/blocks/lieq/sequencer.ts:154:17

  // Read by nothing in this module; the sink keeps lint quiet about it.
  wire unused_bits = &{1'b0, pass_length, pass_rowsUsed, pass_columnsUsed, pass_isFirst, pass_isLast};

endmodule

`default_nettype wire
