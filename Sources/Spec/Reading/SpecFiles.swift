import Base

/// Loads a spec file and the files it extends into one tree in the long form.
struct SpecFiles {
  /// Larger files are refused unread.
  static let largestFile = 8 << 20

  let files: any FileSystem
  let sink: FaultSink

  /// The tree of the file at `path` merged over what it extends; nil after reporting.
  func load(_ path: String) -> SpecNode? { load(path, askedAt: nil, chain: []) }

  private func load(_ path: String, askedAt place: SourceSpan?, chain: [String]) -> SpecNode? {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try files.read(path, limit: Self.largestFile)
    } catch {
      let what = place == nil ? "the spec" : "the extended spec"
      sink.report(
        at: place, "cannot read \(what) \(path): \(error.reason)",
        notes: [place == nil ? Self.startNote : "`extends` is relative to the file it stands in"])
      return nil
    }
    guard let node = YAMLDocument.read(bytes, file: path, sink: sink) else { return nil }
    if node.isNull {
      sink.report(
        at: SourceSpan(file: path, line: 1, column: 1), "the file holds no spec",
        notes: [Self.startNote])
      return nil
    }
    guard let members = node.members else {
      sink.report(
        at: node.span, "a spec must be a mapping, not \(node.kindWords)", notes: [Self.startNote])
      return nil
    }
    let own = ShortForm(sink: sink).expanded(
      SpecNode(.map(members.filter { $0.key != "extends" }), at: node.span))
    guard let extends = node.member("extends"), !extends.value.isNull else { return own }
    guard let base = extends.value.text else {
      sink.report(
        at: extends.value.span, "`extends` must be a path, not \(extends.value.kindWords)",
        notes: ["name one file; it may extend another"])
      return nil
    }
    let basePath = Self.path(base, besideFile: path)
    let link = chain + [path]
    if link.contains(basePath) {
      sink.report(
        at: extends.value.span,
        "`extends` goes in a circle: " + (link + [basePath]).joined(separator: " → "),
        notes: ["remove one of the links"])
      return nil
    }
    // Without what it extends, half of the spec would look missing.
    return load(basePath, askedAt: extends.value.span, chain: link)?.merged(with: own)
  }

  /// The file at `path` and what it extends, as far as it can be read.
  func sources(_ path: String) -> [(path: String, bytes: [UInt8])] {
    var found: [(path: String, bytes: [UInt8])] = []
    var next: String? = path
    while let file = next, !found.contains(where: { $0.path == file }),
      let bytes = try? files.read(file, limit: Self.largestFile)
    {
      found.append((file, bytes))
      next = YAMLDocument.read(bytes, file: file, sink: sink)?["extends"]?.text
        .map { Self.path($0, besideFile: file) }
    }
    return found
  }

  private static let startNote = "`runexp init` writes a commented spec to start from"

  /// `relative` as seen from the folder of `file`, without `.` and `..` where they cancel.
  static func path(_ relative: String, besideFile file: String) -> String {
    if relative.hasPrefix("/") { return relative }
    var parts = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().map(
      String.init)
    for part in relative.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != "..", last != "" {
        parts.removeLast()
      } else {
        parts.append(String(part))
      }
    }
    if parts == [""] { return "/" }
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }
}

extension SpecNode {
  /// This tree under `overlay`: mappings merge, anything else is replaced, null deletes.
  func merged(with overlay: SpecNode) -> SpecNode {
    guard let base = members, let over = overlay.members else { return overlay }
    var result = base
    var places = Dictionary(base.enumerated().map { ($1.key, $0) }) { first, _ in first }
    var deleted: Set<String> = []
    for member in over {
      if member.value.isNull {
        deleted.insert(member.key)
      } else if let place = places[member.key] {
        let value = result[place].value.merged(with: member.value)
        // The place of the whole stays with the base; each leaf keeps its own.
        result[place] = Member(key: member.key, keySpan: member.keySpan, value: value)
      } else {
        places[member.key] = result.count
        result.append(member)
      }
    }
    return SpecNode(.map(result.filter { !deleted.contains($0.key) }), at: overlay.span)
  }
}
