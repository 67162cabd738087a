/// The header of a tar archive's member (POSIX ustar): one block that says what the next ones hold.
public struct TarHeader: Sendable, Hashable {
  /// Bytes of a block; contents are padded to whole ones.
  public static let block = 512

  /// What a member is.
  public enum Kind: Sendable, Hashable {
    /// A plain file.
    case file
    /// Records that hold for the next member, in the pax format.
    case pax
    /// A link, a folder, a device or something unknown; the letter of its type.
    case other(Character)

    fileprivate init(_ byte: UInt8) {
      switch byte {
      case UInt8(ascii: "0"), 0: self = .file
      case UInt8(ascii: "x"): self = .pax
      default: self = .other(Character(Unicode.Scalar(byte)))
      }
    }

    fileprivate var byte: UInt8 {
      switch self {
      case .file: UInt8(ascii: "0")
      case .pax: UInt8(ascii: "x")
      case .other(let letter): letter.asciiValue ?? UInt8(ascii: "?")
      }
    }
  }

  /// The member's path.
  public var name: String
  /// Bytes of its content.
  public var size: Int
  /// What it is.
  public var kind: Kind
  /// When it was changed, whole seconds since 1970.
  public var modified: Int

  /// Describes a member.
  public init(name: String, size: Int, kind: Kind = .file, modified: Int = 0) {
    self.name = name
    self.size = size
    self.kind = kind
    self.modified = modified
  }

  /// Blocks of a content, the last one padded.
  public static func padded(_ size: Int) -> Int { (size + block - 1) / block * block }

  // MARK: Reading

  /// Reads a block; nil when it is no header or its checksum does not hold.
  public init?(_ bytes: some RandomAccessCollection<UInt8>) {
    let header = Array(bytes.prefix(Self.block))
    guard header.count == Self.block, Self.text(header, 257, 5) == "ustar",
      let sum = Self.number(header, 148, 8), sum == Self.sum(header),
      let size = Self.number(header, 124, 12)
    else { return nil }
    // GNU's old format has other things where the beginning of a long path would be.
    let hasPrefix = header[262] == 0 && header[345] != 0
    let end = Self.text(header, 0, 100)
    name = hasPrefix ? Self.text(header, 345, 155) + "/" + end : end
    self.size = size
    kind = Kind(header[156])
    modified = Self.number(header, 136, 12) ?? 0
  }

  private static func text(_ header: [UInt8], _ start: Int, _ length: Int) -> String {
    String(decoding: header[start..<start + length].prefix { $0 != 0 }, as: UTF8.self)
  }

  /// Octal digits with spaces around them.
  private static func number(_ header: [UInt8], _ start: Int, _ length: Int) -> Int? {
    let digits = text(header, start, length).filter { $0 != " " }
    guard digits.allSatisfy(\.isNumber) else { return nil }
    return Int(digits, radix: 8)
  }

  /// The sum of all bytes, those of the checksum counted as spaces.
  private static func sum(_ header: [UInt8]) -> Int {
    let all = header.reduce(0) { $0 + Int($1) }
    return all - header[148..<156].reduce(0) { $0 + Int($1) } + 8 * 32
  }

  // MARK: Writing

  /// The member's header: one block, or three or more where name or size do not fit into one.
  public var bytes: [UInt8] {
    var records: [UInt8] = []
    let parts = Self.split(name)
    if parts == nil { records += Self.record("path", name) }
    if size > Self.largestSize { records += Self.record("size", "\(size)") }
    guard !records.isEmpty else { return block(parts, size) }
    let pax = TarHeader(name: "pax", size: records.count, kind: .pax, modified: modified)
    let padding = [UInt8](repeating: 0, count: Self.padded(records.count) - records.count)
    let short = parts ?? (prefix: "", end: "long-name")
    return pax.bytes + records + padding + block(short, min(size, Self.largestSize))
  }

  /// Eleven octal digits.
  private static let largestSize = 0o77_777_777_777

  private func block(_ parts: (prefix: String, end: String)?, _ size: Int) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: Self.block)
    func put(_ text: String, at place: Int) {
      header.replaceSubrange(place..<place + text.utf8.count, with: text.utf8)
    }
    put(parts?.end ?? "", at: 0)
    put("0000644", at: 100)
    put("0000000", at: 108)
    put("0000000", at: 116)
    put(Self.octal(size, digits: 11), at: 124)
    put(Self.octal(modified, digits: 11), at: 136)
    header[156] = kind.byte
    put("ustar", at: 257)
    put("00", at: 263)
    put(parts?.prefix ?? "", at: 345)
    put(Self.octal(Self.sum(header), digits: 6), at: 148)
    header[155] = UInt8(ascii: " ")
    return header
  }

  private static func octal(_ number: Int, digits: Int) -> String {
    let text = String(max(0, number), radix: 8)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  /// A name in the two fields of a header, cut at a slash; nil when it does not fit.
  private static func split(_ name: String) -> (prefix: String, end: String)? {
    if name.utf8.count <= 100 { return ("", name) }
    let bytes = Array(name.utf8)
    for place in stride(from: min(155, bytes.count - 2), through: 1, by: -1)
    where bytes[place] == UInt8(ascii: "/") && bytes.count - place - 1 <= 100 {
      return (
        String(decoding: bytes[..<place], as: UTF8.self),
        String(decoding: bytes[(place + 1)...], as: UTF8.self)
      )
    }
    return nil
  }

  // MARK: Records of the pax format

  /// `LENGTH KEY=VALUE` and a line's end; the length counts itself.
  private static func record(_ key: String, _ value: String) -> [UInt8] {
    let rest = " \(key)=\(value)\n".utf8.count
    var length = rest
    while rest + "\(length)".utf8.count != length { length = rest + "\(length)".utf8.count }
    return Array("\(length) \(key)=\(value)\n".utf8)
  }

  /// Takes over what pax records say of this member; false when they are damaged.
  mutating func apply(_ records: [UInt8]) -> Bool {
    var rest = records[...]
    while !rest.isEmpty {
      guard let space = rest.firstIndex(of: UInt8(ascii: " ")),
        let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
        length > space - rest.startIndex + 1, length <= rest.count,
        rest[rest.startIndex + length - 1] == UInt8(ascii: "\n")
      else { return false }
      let content = rest[(space + 1)..<(rest.startIndex + length - 1)]
      guard let equals = content.firstIndex(of: UInt8(ascii: "=")) else { return false }
      let value = String(decoding: content[(equals + 1)...], as: UTF8.self)
      switch String(decoding: content[..<equals], as: UTF8.self) {
      case "path": name = value
      case "size":
        guard let number = Int(value), number >= 0 else { return false }
        size = number
      default: break
      }
      rest = rest[(rest.startIndex + length)...]
    }
    return true
  }
}
