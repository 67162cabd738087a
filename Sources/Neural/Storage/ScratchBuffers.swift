/// Buffers that the layers of one network borrow within a call, so that what nobody needs for long
/// is not kept once per layer.
///
/// Every step borrows the same sizes in the same order, so after the first ones nothing grows.
final class ScratchBuffers<Scalar: NetworkScalar> {
  private var free: [Buffer<Scalar>] = []

  /// A buffer of `count` numbers of any content, to be given back in the opposite order.
  func borrow(_ count: Int) -> Buffer<Scalar> {
    let buffer = free.popLast() ?? Buffer<Scalar>()
    buffer.resize(count)
    return buffer
  }

  /// Takes back what was borrowed last.
  func giveBack(_ buffer: Buffer<Scalar>) { free.append(buffer) }

  /// How often parameters may have changed: as long as it stands, layers may keep for inference what
  /// they made of them.
  private(set) var parameterAge = 0

  /// Has every layer look at its parameters again.
  func parametersMayHaveChanged() { parameterAge &+= 1 }
}
