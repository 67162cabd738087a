/// Flat storage for whole-buffer kernels: aligned to a cache line, grown and never shrunk.
///
/// A buffer is made once and reused for batches of any size, so a training step allocates nothing
/// once every size has been seen.
public final class Buffer<Element: BitwiseCopyable> {
  /// Bytes of a cache line, and of the widest vector register.
  private static var alignment: Int { 64 }

  /// The first element; growing moves it.
  public private(set) var pointer: UnsafeMutablePointer<Element>
  /// Number of elements in use.
  public private(set) var count: Int
  private var capacity: Int

  /// Makes a buffer of `count` elements, all bits zero.
  public init(count: Int = 0) {
    precondition(count >= 0, "Buffer: \(count) elements")
    self.count = count
    capacity = max(count, 1)
    pointer = Self.allocate(capacity)
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }

  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Element> {
    let bytes = capacity * MemoryLayout<Element>.stride
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: alignment)
    raw.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    return raw.bindMemory(to: Element.self, capacity: capacity)
  }

  /// Makes room for `count` elements and returns the first; after growth all bits are zero, else
  /// the old contents stand.
  @discardableResult
  public func resize(_ count: Int) -> UnsafeMutablePointer<Element> {
    precondition(count >= 0, "Buffer: \(count) elements")
    if count > capacity {
      UnsafeMutableRawPointer(pointer).deallocate()
      capacity = count
      pointer = Self.allocate(count)
    }
    self.count = count
    return pointer
  }

  /// Sets every bit of the elements in use to zero.
  public func clear() {
    UnsafeMutableRawPointer(pointer).initializeMemory(
      as: UInt8.self, repeating: 0, count: count * MemoryLayout<Element>.stride)
  }

  /// The elements as an array.
  public var array: [Element] {
    get { Array(UnsafeBufferPointer(start: pointer, count: count)) }
    set {
      precondition(
        newValue.count == count, "Buffer: \(newValue.count) values for \(count) elements")
      newValue.withUnsafeBufferPointer { source in
        guard let base = source.baseAddress else { return }
        pointer.update(from: base, count: count)
      }
    }
  }

  /// One element, bounds checked: for edges and tests, not for loops over the buffer.
  public subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count, "Buffer: index \(index) of \(count) elements")
      return pointer[index]
    }
    set {
      precondition(index >= 0 && index < count, "Buffer: index \(index) of \(count) elements")
      pointer[index] = newValue
    }
  }
}
