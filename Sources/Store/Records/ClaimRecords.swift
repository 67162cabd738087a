import Base

/// A claim's text as it was first seen, and whether its data existed then.
public struct ClaimSighting: Sendable, Hashable {
  /// The claim's name in the spec.
  public var name: String
  /// The digest of `text`.
  public var hash: ContentHash
  /// The claim, canonical JSON.
  public var text: String
  /// Seconds since 1970 when it was first seen.
  public var seenAt: Double
  /// Whether rows it would be judged on existed already.
  public var dataExisted: Bool

  /// Makes a sighting.
  public init(name: String, hash: ContentHash, text: String, seenAt: Double, dataExisted: Bool) {
    self.name = name
    self.hash = hash
    self.text = text
    self.seenAt = seenAt
    self.dataExisted = dataExisted
  }

  /// The sighting as JSON, for the run's file.
  public var value: Value {
    [
      "name": .text(name), "hash": .text(hash.hex), "text": .text(text),
      "seen_at": .number(seenAt), "data_existed": .boolean(dataExisted),
    ]
  }

  /// Reads a sighting; nil when a member is missing or of another type.
  public init?(_ value: Value) {
    guard let name = value["name"]?.text, let text = value["text"]?.text,
      let hash = value["hash"]?.text.flatMap(ContentHash.init(hex:)),
      let seenAt = value["seen_at"]?.number, let dataExisted = value["data_existed"]?.boolean
    else { return nil }
    self.init(name: name, hash: hash, text: text, seenAt: seenAt, dataExisted: dataExisted)
  }
}

/// What a claim's history makes of it.
public enum ClaimRegistration: Sendable, Hashable, CustomStringConvertible {
  /// Its text was there before its data.
  case registered
  /// It was first written when its data existed.
  case postHoc
  /// Its text was changed when its data existed.
  case changedAfterData(old: ContentHash, new: ContentHash)

  /// Its study is exploratory: whenever it was written, nothing of it is confirmed.
  case exploratory

  /// The status of the last of a claim's sightings, given oldest first; nil of none.
  ///
  /// Going back to the text that stood when the first data came restores the registration.
  public init?(_ sightings: [ClaimSighting]) {
    guard let last = sightings.last else { return nil }
    let standing = sightings.last { !$0.dataExisted }
    if last.hash == standing?.hash {
      self = .registered
    } else if let old = standing ?? sightings.first, old.hash != last.hash {
      self = .changedAfterData(old: old.hash, new: last.hash)
    } else {
      self = .postHoc
    }
  }

  /// What stands with every verdict on a claim of an exploratory study.
  public static let exploratoryWord = "exploratory"

  /// `registered`, `post hoc`, `exploratory`, or `changed after data (old → new)` with the hashes' beginnings.
  public var description: String {
    switch self {
    case .registered: "registered"
    case .postHoc: "post hoc"
    case .exploratory: Self.exploratoryWord
    case .changedAfterData(let old, let new):
      "changed after data (\(old.hex.prefix(8)) → \(new.hex.prefix(8)))"
    }
  }
}

/// A verdict as it is kept: what is asked for often, and the whole as a document.
public struct VerdictRecord: Sendable, Hashable {
  /// The claim's name.
  public var name: String
  /// The digest of the claim's text.
  public var claimHash: ContentHash
  /// The digest of the numbers it was judged on.
  public var inputsHash: ContentHash
  /// Seconds since 1970.
  public var judgedAt: Double
  /// The run that judged it.
  public var run: String?
  /// The verdict's name.
  public var verdict: String
  /// The registration's text.
  public var registration: String
  /// The effect.
  public var estimate: Double?
  /// The interval's lower end.
  public var low: Double?
  /// The interval's upper end.
  public var high: Double?
  /// The raw p-value.
  public var p: Double?
  /// The p-value after Holm's adjustment.
  public var adjustedP: Double?
  /// The number of units (in the smaller arm).
  public var units: Int
  /// All of it as JSON.
  public var document: Value

  /// Makes a record; see the properties.
  public init(
    name: String, claimHash: ContentHash, inputsHash: ContentHash, judgedAt: Double, run: String?,
    verdict: String, registration: String, estimate: Double?, low: Double?, high: Double?,
    p: Double?, adjustedP: Double?, units: Int, document: Value
  ) {
    self.name = name
    self.claimHash = claimHash
    self.inputsHash = inputsHash
    self.judgedAt = judgedAt
    self.run = run
    self.verdict = verdict
    self.registration = registration
    self.estimate = estimate
    self.low = low
    self.high = high
    self.p = p
    self.adjustedP = adjustedP
    self.units = units
    self.document = document
  }

  /// The record as JSON, for the run's file.
  public var value: Value {
    func number(_ value: Double?) -> Value { value.map { .number($0) } ?? .null }
    return [
      "name": .text(name), "claim_hash": .text(claimHash.hex),
      "inputs_hash": .text(inputsHash.hex), "judged_at": .number(judgedAt),
      "run": run.map { .text($0) } ?? .null, "verdict": .text(verdict),
      "registration": .text(registration), "estimate": number(estimate), "low": number(low),
      "high": number(high), "p": number(p), "adjusted_p": number(adjustedP),
      "units": .integer(units), "document": document,
    ]
  }

  /// Reads a record; nil when a member is missing or of another type.
  public init?(_ value: Value) {
    guard let name = value["name"]?.text, let verdict = value["verdict"]?.text,
      let claim = value["claim_hash"]?.text.flatMap(ContentHash.init(hex:)),
      let inputs = value["inputs_hash"]?.text.flatMap(ContentHash.init(hex:)),
      let judgedAt = value["judged_at"]?.number, let units = value["units"]?.integer,
      let registration = value["registration"]?.text, let document = value["document"]
    else { return nil }
    self.init(
      name: name, claimHash: claim, inputsHash: inputs, judgedAt: judgedAt,
      run: value["run"]?.text, verdict: verdict, registration: registration,
      estimate: value["estimate"]?.number, low: value["low"]?.number, high: value["high"]?.number,
      p: value["p"]?.number, adjustedP: value["adjusted_p"]?.number, units: units,
      document: document)
  }
}
