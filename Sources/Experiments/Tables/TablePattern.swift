import Base
import Spec

/// Where tables computed by another program lie: `runs/{model}/{checkpoint}/{sample}.npy`.
///
/// `{variant}`, `{cell}` and the names of swept coordinates such as `{seed}` stand for the cell's own
/// values; `{model}`, `{checkpoint}` and `{sample}` for whatever is found: a name, an epoch, a sample's
/// id. Each stands for the whole of a folder's name, or of a file's before its ending.
struct TablePattern: Sendable, Hashable {
  /// The tables found for one model and checkpoint.
  struct Found: Sendable, Hashable {
    /// The model's name; nil where the pattern has none.
    var model: String?
    /// The epoch; nil where the pattern has none.
    var checkpoint: Int?
    /// Paths by sample id; one path under nil where the pattern has no `{sample}`: a file of all
    /// samples.
    var files: [Int64?: String] = [:]
  }

  /// What is found by looking.
  private static let open = ["model", "checkpoint", "sample"]

  /// The pattern, relative to the folder relative paths start from, or absolute.
  let text: String

  /// The pattern with the cell's own values in place.
  ///
  /// Throws a `TableFileError` for a placeholder that means nothing in this study.
  init(_ text: String, in cell: Cell) throws(TableFileError) {
    var filled = ""
    var rest = Substring(text)
    while let brace = rest.firstIndex(of: "{") {
      filled += rest[..<brace]
      guard let end = rest[brace...].firstIndex(of: "}") else { throw .openBrace(pattern: text) }
      let name = String(rest[rest.index(after: brace)..<end])
      if Self.open.contains(name) {
        filled += "{\(name)}"
      } else if let value = Self.value(of: name, in: cell) {
        filled += value
      } else {
        let legal = Self.open + ["cell", "variant"] + cell.coordinates.map(\.path)
        throw .placeholder(name, legal: legal, pattern: text)
      }
      rest = rest[rest.index(after: end)...]
    }
    self.text = filled + rest
  }

  private static func value(of name: String, in cell: Cell) -> String? {
    switch name {
    case "cell": cell.label
    case "variant": cell.variant
    default: cell.value(of: name).map { $0.text ?? $0.json }
    }
  }

  /// The tables below `folder`, by model and checkpoint, ascending.
  ///
  /// Throws a `TableFileError` where there are none.
  func find(
    in files: some FileSystem, expanding expand: (String) -> String
  ) throws(TableFileError) -> [Found] {
    var places = [(path: text.hasPrefix("/") ? "/" : "", values: [String: String]())]
    let parts = text.split(separator: "/").map(String.init)
    for (index, part) in parts.enumerated() {
      let isLast = index == parts.count - 1
      places = places.flatMap { place in
        Self.matches(of: part, isFile: isLast) { files.list(place.path, expand) }
          .compactMap { name, found in
            // One name in two places of a pattern must be the same name.
            guard found.allSatisfy({ place.values[$0.key] ?? $0.value == $0.value }) else {
              return nil
            }
            let path = place.path + name + (isLast ? "" : "/")
            guard files.exists(expand(path)) else { return nil }
            return (path, place.values.merging(found) { first, _ in first })
          }
      }
    }
    var found: [String: Found] = [:]
    for place in places {
      let model = place.values["model"]
      let checkpoint = place.values["checkpoint"].flatMap { Int($0) }
      let key = "\(model ?? "")/\(checkpoint ?? -1)"
      found[key, default: Found(model: model, checkpoint: checkpoint)]
        .files[place.values["sample"].flatMap { Int64($0) }] = expand(place.path)
    }
    guard !found.isEmpty else { throw .nothing(pattern: text) }
    return found.values.sorted {
      ($0.model ?? "", $0.checkpoint ?? -1) < ($1.model ?? "", $1.checkpoint ?? -1)
    }
  }

  /// The names that fit one part of the path, with what its placeholder stands for.
  private static func matches(of part: String, isFile: Bool, listing: () -> [String])
    -> [(name: String, values: [String: String])]
  {
    guard let brace = part.firstIndex(of: "{"), let end = part[brace...].firstIndex(of: "}") else {
      return [(part, [:])]
    }
    let placeholder = String(part[part.index(after: brace)..<end])
    let (head, tail) = (part[..<brace], part[part.index(after: end)...])
    return listing().compactMap { name in
      guard name.hasPrefix(head), name.hasSuffix(tail), name.count > head.count + tail.count else {
        return nil
      }
      let value = String(name.dropFirst(head.count).dropLast(tail.count))
      // `12` and `012` would be one sample.
      guard placeholder == "model" || (Int64(value).map { $0 >= 0 && "\($0)" == value } ?? false)
      else { return nil }
      return (name, [placeholder: value])
    }
  }
}

extension FileSystem {
  /// The names in the folder; none where it cannot be listed.
  fileprivate func list(_ path: String, _ expand: (String) -> String) -> [String] {
    (try? list(path.isEmpty ? expand(".") : expand(path))) ?? []
  }
}
