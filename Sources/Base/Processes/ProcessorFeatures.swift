import Glibc

/// What the processor can do, as far as our kernels are compiled to need it.
///
/// This module is compiled for any processor, so the question can be asked before a kernel runs.
public enum ProcessorFeatures {
  /// What the kernels need: on x86-64, vectors of eight and fused multiply-add.
  public static var needed: [String] {
    #if arch(x86_64)
      ["avx2", "fma"]
    #else
      []
    #endif
  }

  /// The needed features that a processor described as in `/proc/cpuinfo` lacks; none where the
  /// description lists no features.
  public static func missing(in description: String) -> [String] {
    guard
      let line = description.split(separator: "\n").first(where: { $0.hasPrefix("flags") }),
      let colon = line.firstIndex(of: ":")
    else { return [] }
    let flags = Set(line[line.index(after: colon)...].split(separator: " ").map(String.init))
    return needed.filter { !flags.contains($0) }
  }

  /// The needed features that this machine's processor lacks.
  public static func missing() -> [String] {
    // The first processor's description is enough, and machines may have hundreds.
    let descriptor = open("/proc/cpuinfo", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var description = [UInt8](repeating: 0, count: 8192)
    let count = read(descriptor, &description, description.count)
    return missing(in: String(decoding: description.prefix(max(0, count)), as: UTF8.self))
  }
}
