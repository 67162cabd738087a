import Base

/// What a member of a study's archive is, told by its path; there are no others.
///
/// The paths are those of a results folder, so an archive that is unpacked by hand is one.
enum ArchiveMember: Sendable, Hashable {
  /// What the archive holds.
  case manifest
  /// The text of the spec, for a person.
  case spec
  /// The spec with everything in it that it extends or was changed on the command line.
  case resolvedSpec
  /// The file of a run, by its id.
  case run(String)
  /// A tag or a note, by its name.
  case annotation(String)
  /// A file of the study's figures, relative to their folder.
  case figure(study: String, file: String)
  /// A file of a stage's folder.
  case stage(ContentHash, file: String)

  /// Reads a path; nil for one that no archive has, such as one that leads elsewhere.
  init?(_ path: String) {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.allSatisfy(Self.isName) else { return nil }
    switch (parts.first, parts.count) {
    case ("manifest.json", 1): self = .manifest
    case ("spec.yaml", 1): self = .spec
    case ("spec.resolved.yaml", 1): self = .resolvedSpec
    case ("runs", 2):
      guard let name = Self.stem(parts[1]) else { return nil }
      self = .run(name)
    case ("annotations", 2):
      guard let name = Self.stem(parts[1]) else { return nil }
      self = .annotation(name)
    case ("figures", 3...):
      self = .figure(study: parts[1], file: parts.dropFirst(2).joined(separator: "/"))
    case ("stages", 4...):
      guard let key = ContentHash(hex: parts[2]), parts[1] == key.hex.prefix(2) else { return nil }
      self = .stage(key, file: parts.dropFirst(3).joined(separator: "/"))
    default: return nil
    }
  }

  /// The path.
  var path: String {
    switch self {
    case .manifest: "manifest.json"
    case .spec: "spec.yaml"
    case .resolvedSpec: "spec.resolved.yaml"
    case .run(let id): "runs/\(id).json"
    case .annotation(let name): "annotations/\(name).json"
    case .figure(let study, let file): "figures/\(study)/\(file)"
    case .stage(let key, let file): "stages/\(key.hex.prefix(2))/\(key.hex)/\(file)"
    }
  }

  /// A part of a path that names something in its folder and nothing else.
  private static func isName(_ part: String) -> Bool {
    !part.isEmpty && part != "." && part != ".."
      && part.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } && part.utf8.count <= 255
  }

  private static func stem(_ name: String) -> String? {
    guard name.hasSuffix(".json"), name.utf8.count > 5 else { return nil }
    return String(name.dropLast(5))
  }
}
