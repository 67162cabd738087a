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
      .map(result.members.merging(["resident": .integer(residentBytes)]) { $1 })
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
    guard let resident = value["resident"]?.integer, let result = AttemptResult(value) else {
      return nil
    }
    self = .ended(result, residentBytes: resident)
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
