import Base

/// One entity of a research object crate: an object of JSON-LD with an `@id` and a type.
struct CrateEntity: Sendable, Hashable {
  /// What it is called in the crate: a path relative to it, an absolute URI, or `#name`.
  let id: String
  private var members: [String: Value]

  /// Makes an entity of some types.
  init(_ id: String, _ types: String...) {
    self.id = id
    members = [
      "@id": .text(id),
      "@type": types.count == 1 ? .text(types[0]) : .list(types.map { .text($0) }),
    ]
  }

  /// A property; nil and empty lists leave it out, since a crate has no nulls.
  subscript(_ name: String) -> Value? {
    get { members[name] }
    set {
      guard let newValue, newValue != .null, newValue != .list([]), newValue != .text("") else {
        members[name] = nil
        return
      }
      members[name] = newValue
    }
  }

  /// Makes a property refer to other entities: to one by itself, to more by a list.
  mutating func refer(_ name: String, to ids: [String]) {
    self[name] = ids.count == 1 ? Self.reference(ids[0]) : .list(ids.map(Self.reference))
  }

  /// A reference to an entity.
  static func reference(_ id: String) -> Value { ["@id": .text(id)] }

  /// The entity as JSON.
  var value: Value { .map(members) }

  /// A path as an `@id`: what a URI does not allow is spelt as bytes.
  static func id(ofPath path: String) -> String {
    var id = ""
    for byte in path.utf8 {
      let scalar = Unicode.Scalar(byte)
      if byte < 0x80, scalar.properties.isAlphabetic || "0123456789-._~/=,@+".utf8.contains(byte) {
        id.unicodeScalars.append(scalar)
      } else {
        id += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
      }
    }
    return id
  }
}
