import Base

/// How an attempt ended.
public enum AttemptResult: Sendable, Hashable {
  /// The stage is published; the difference found if it had been published before.
  case published(Nondeterminism?)
  /// The attempt failed: the reason, the end of what it printed, and whether every other attempt is
  /// sure to fail too.
  case failed(reason: String, lastOutput: String, isPermanent: Bool = false)
  /// The stage was not begun, since an input does not hold what its record says: which and what.
  case damagedInput(ContentHash, String)
  /// The attempt was ended because the run stops.
  case cancelled
}

extension AttemptResult {
  /// The result as members of a JSON object, `ended` among them.
  var members: [String: Value] {
    switch self {
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

  /// Reads a result; nil when a member is missing or of another type.
  init?(_ value: Value) {
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
      self = .published(difference)
    case "failed":
      guard let reason = value["reason"]?.text, let output = value["output"]?.text else {
        return nil
      }
      self = .failed(
        reason: reason, lastOutput: output, isPermanent: value["permanent"]?.boolean ?? false)
    case "damaged input":
      guard let input = StageRecord.hash(value["input"]), let what = value["what"]?.text else {
        return nil
      }
      self = .damagedInput(input, what)
    case "cancelled": self = .cancelled
    default: return nil
    }
  }
}
