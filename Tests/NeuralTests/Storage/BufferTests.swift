import Testing

@testable import Neural

@Suite("Buffers")
struct BufferTests {
  @Test("lie on cache lines, begin as zeros, grow and keep their place when they shrink")
  func growth() {
    let buffer = Buffer<Float>(count: 3)
    #expect(UInt(bitPattern: buffer.pointer) % 64 == 0)
    #expect(buffer.array == [0, 0, 0])
    let grown = buffer.resize(1000)
    #expect(UInt(bitPattern: grown) % 64 == 0 && buffer.count == 1000)
    #expect(buffer.resize(10) == grown && buffer.resize(1000) == grown)
  }

  @Test("take and give arrays, and clear what is in use")
  func arrays() {
    let buffer = Buffer<Int32>(count: 4)
    buffer.array = [1, 2, 3, 4]
    buffer[1] = 7
    #expect(buffer.array == [1, 7, 3, 4] && buffer[3] == 4)
    buffer.resize(2)
    buffer.clear()
    #expect(buffer.resize(4) == buffer.pointer && buffer.array == [0, 0, 3, 4])
  }
}
