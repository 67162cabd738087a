import Base
import GRDB

extension ResultsStore {
  /// A claim to be registered: its text, and the measure it reads (nil: any).
  public struct ClaimText: Sendable, Hashable {
    /// The claim's name in the spec.
    public var name: String
    /// The claim, canonical JSON.
    public var text: String
    /// The measure whose rows it is judged on; nil for a query, which may read any.
    public var measure: String?

    /// Makes a text.
    public init(name: String, text: String, measure: String?) {
      self.name = name
      self.text = text
      self.measure = measure
    }
  }

  /// Notes the claims' texts where they are new or changed, and tells each one's registration.
  ///
  /// To be called after `replaceCells` and before the run collects: data of stages already there
  /// count as existing, whichever plan they came from.
  @discardableResult
  public func register(_ claims: [ClaimText], study: String, at time: Double) throws(StoreError)
    -> [String: ClaimRegistration]
  {
    try connection.write { database in
      let study = try Self.studyID(study, database)
      let measured = Set(
        try String.fetchAll(
          database, sql: "SELECT measure FROM measured WHERE study = ?", arguments: [study]))
      var registrations: [String: ClaimRegistration] = [:]
      for claim in claims {
        let hash = ContentHash(of: claim.text.utf8)
        var sightings = try Self.sightings(study: study, name: claim.name, database)
        if sightings.last?.hash != hash {
          let sighting = ClaimSighting(
            name: claim.name, hash: hash, text: claim.text, seenAt: time,
            dataExisted: claim.measure.map(measured.contains) ?? !measured.isEmpty)
          try Self.insert(sighting, position: sightings.count, study: study, database)
          sightings.append(sighting)
        }
        registrations[claim.name] = ClaimRegistration(sightings)
      }
      return registrations
    }
  }

  /// All sightings of a study's claims, by name, each claim's oldest first.
  public func sightings(study: String) throws(StoreError) -> [ClaimSighting] {
    try connection.read { database in
      guard
        let study = try Int64.fetchOne(
          database, sql: "SELECT id FROM study WHERE name = ?", arguments: [study])
      else { return [] }
      return try Self.sightings(study: study, name: nil, database)
    }
  }

  /// When each claim of a study was first seen, by name, as far as it was registered.
  public func registrations(study: String) throws(StoreError) -> [String: ClaimRegistration] {
    Dictionary(grouping: try sightings(study: study), by: \.name)
      .compactMapValues { ClaimRegistration($0) }
  }

  /// Puts back sightings kept in run files, as a rebuild does; those already there stay.
  public func restore(_ sightings: [ClaimSighting], study: String) throws(StoreError) {
    try connection.write { database in
      let study = try Self.studyID(study, database)
      for sighting in sightings.sorted(by: { $0.seenAt < $1.seenAt }) {
        let known = try Self.sightings(study: study, name: sighting.name, database)
        guard !known.contains(sighting) else { continue }
        try Self.insert(sighting, position: known.count, study: study, database)
      }
    }
  }

  /// Keeps verdicts, each in place of the claim's last one.
  public func record(_ verdicts: [VerdictRecord], study: String) throws(StoreError) {
    try connection.write { database in
      let study = try Self.studyID(study, database)
      for verdict in verdicts {
        try database.execute(
          sql: """
            INSERT OR REPLACE INTO claim_verdict(study, name, claim_hash, inputs_hash, judged_at,
              run, verdict, registration, estimate, low, high, p, adjusted_p, units, document)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            study, verdict.name, verdict.claimHash.hex, verdict.inputsHash.hex, verdict.judgedAt,
            verdict.run, verdict.verdict, verdict.registration, verdict.estimate, verdict.low,
            verdict.high, verdict.p, verdict.adjustedP, verdict.units, verdict.document.json,
          ])
      }
    }
  }

  /// The last verdicts kept of a study, by name.
  public func verdicts(study: String) throws(StoreError) -> [VerdictRecord] {
    try connection.read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT claim_verdict.* FROM claim_verdict JOIN study ON study.id = claim_verdict.study
          WHERE study.name = ? ORDER BY claim_verdict.name
          """, arguments: [study])
      return try rows.compactMap { row in
        let document: String = row["document"]
        guard let claim = ContentHash(hex: row["claim_hash"]),
          let inputs = ContentHash(hex: row["inputs_hash"])
        else { return nil }
        return VerdictRecord(
          name: row["name"], claimHash: claim, inputsHash: inputs, judgedAt: row["judged_at"],
          run: row["run"], verdict: row["verdict"], registration: row["registration"],
          estimate: row["estimate"], low: row["low"], high: row["high"], p: row["p"],
          adjustedP: row["adjusted_p"], units: row["units"],
          document: try Value(json: Array(document.utf8)))
      }
    }
  }

  private static func insert(
    _ sighting: ClaimSighting, position: Int, study: Int64, _ database: Database
  ) throws {
    try database.execute(
      sql: """
        INSERT INTO claim_registration(study, name, position, hash, text, seen_at, data_existed)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        study, sighting.name, position, sighting.hash.hex, sighting.text, sighting.seenAt,
        sighting.dataExisted,
      ])
  }

  private static func sightings(study: Int64, name: String?, _ database: Database) throws
    -> [ClaimSighting]
  {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT name, hash, text, seen_at, data_existed FROM claim_registration
        WHERE study = ? AND (? IS NULL OR name = ?) ORDER BY name, position
        """, arguments: [study, name, name])
    return rows.compactMap { row in
      ContentHash(hex: row[1]).map {
        ClaimSighting(name: row[0], hash: $0, text: row[2], seenAt: row[3], dataExisted: row[4])
      }
    }
  }
}
