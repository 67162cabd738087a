import Base

/// A line from the controller to a worker.
enum WorkerCommand: Sendable {
  /// Compute this stage.
  case job(StageRequest)
  /// End the stage under way soon.
  case cancel

  var value: Value {
    switch self {
    case .job(let request): ["job": request.value]
    case .cancel: ["cancel": true]
    }
  }

  init?(_ line: some Sequence<UInt8>) {
    guard let value = try? Value(json: Array(line)) else { return nil }
    if let request = value["job"].flatMap(StageRequest.init) {
      self = .job(request)
    } else if value["cancel"]?.boolean == true {
      self = .cancel
    } else {
      return nil
    }
  }
}

/// A line from a worker to the controller.
enum WorkerReply: Sendable {
  /// How far the stage is.
  case progress(StageJob.Progress)
  /// The stage ended; the worker's resident size in bytes.
  case ended(AttemptResult, residentBytes: Int)
  /// The worker could not read a command.
  case confused(String)

  var value: Value {
    switch self {
    case .progress(let progress):
      ["progress": .number(progress.fraction), "message": .text(progress.message)]
    case .confused(let reason): ["confused": .text(reason)]
    case .ended(let result, let residentBytes):
      .map(Self.members(of: result).merging(["resident": .integer(residentBytes)]) { $1 })
    }
  }

  private static func members(of result: AttemptResult) -> [String: Value] {
    switch result {
    case .published(nil): ["ended": "published"]
    case .published(let difference?):
      [
        "ended": "published", "key": .text(difference.key.hex), "label": .text(difference.label),
        "outputs": .list(difference.outputs.map { .text($0) }), "kept": difference.kept.value,
        "dropped": difference.dropped.value,
      ]
    case .failed(let reason, let lastOutput, let isPermanent):
      [
        "ended": "failed", "reason": .text(reason), "output": .text(lastOutput),
        "permanent": .boolean(isPermanent),
      ]
    case .damagedInput(let input, let what):
      ["ended": "damaged input", "input": .text(input.hex), "what": .text(what)]
    case .cancelled: ["ended": "cancelled"]
    }
  }

  init?(_ line: some Sequence<UInt8>) {
    guard let value = try? Value(json: Array(line)) else { return nil }
    if let fraction = value["progress"]?.number, let message = value["message"]?.text {
      self = .progress(StageJob.Progress(fraction: fraction, message: message))
      return
    }
    if let reason = value["confused"]?.text {
      self = .confused(reason)
      return
    }
    guard let resident = value["resident"]?.integer else { return nil }
    switch value["ended"]?.text {
    case "published":
      var difference: Nondeterminism?
      if let outputs = value["outputs"]?.list, let key = StageRecord.hash(value["key"]),
        let label = value["label"]?.text, let kept = value["kept"].flatMap(AttemptID.init),
        let dropped = value["dropped"].flatMap(AttemptID.init)
      {
        difference = Nondeterminism(
          key: key, label: label, outputs: outputs.compactMap(\.text), kept: kept,
          dropped: dropped)
      }
      self = .ended(.published(difference), residentBytes: resident)
    case "failed":
      guard let reason = value["reason"]?.text, let output = value["output"]?.text else {
        return nil
      }
      let isPermanent = value["permanent"]?.boolean ?? false
      self = .ended(
        .failed(reason: reason, lastOutput: output, isPermanent: isPermanent),
        residentBytes: resident)
    case "damaged input":
      guard let input = StageRecord.hash(value["input"]), let what = value["what"]?.text else {
        return nil
      }
      self = .ended(.damagedInput(input, what), residentBytes: resident)
    case "cancelled": self = .ended(.cancelled, residentBytes: resident)
    default: return nil
    }
  }
}

/// Cuts a stream of bytes into lines.
struct LineBuffer {
  private var rest: [UInt8] = []

  /// Adds bytes and returns the lines that are now whole, without their ends.
  mutating func add(_ bytes: some Sequence<UInt8>) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    for byte in bytes {
      if byte == UInt8(ascii: "\n") {
        lines.append(rest)
        rest.removeAll(keepingCapacity: true)
      } else {
        rest.append(byte)
      }
    }
    return lines
  }
}
