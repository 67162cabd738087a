import Foundation
import Testing

@testable import Neural

/// A file of `Fixtures`: what PyTorch computed in Float64 from Float32 weights and data.
struct Fixture {
  let content: Safetensors

  init(_ name: String) throws {
    let url = try #require(
      Bundle.module.url(
        forResource: name, withExtension: "safetensors", subdirectory: "Fixtures"))
    content = try Safetensors(contentsOf: url.path)
  }

  func contains(_ name: String) -> Bool { content.tensors[name] != nil }

  /// The numbers of a tensor of floats or of counts, whatever their width.
  func numbers<Scalar: NetworkScalar>(_ name: String, as scalar: Scalar.Type) throws -> [Scalar] {
    let tensor = try #require(content.tensors[name], "\(name) is not in the fixture")
    switch tensor.type {
    case .float32: return try #require(tensor.numbers(as: Float.self)).map { Scalar(Double($0)) }
    case .float64: return try #require(tensor.numbers(as: Double.self)).map { Scalar($0) }
    case .int64: return try #require(tensor.numbers(as: Int64.self)).map { Scalar(Double($0)) }
    default: throw SafetensorsError.wrongType(tensor: name, found: tensor.type, wanted: .float64)
    }
  }

  func labels(_ name: String = "labels") throws -> [Int32] {
    try content.numbers(of: name, shape: try shape(name))
  }

  func shape(_ name: String) throws -> [Int] {
    try #require(content.tensors[name], "\(name) is not in the fixture").shape
  }

  /// The weights before the first pass, as a file of their own: PyTorch's `state_dict`.
  var weights: Safetensors { part("weights.") }

  /// The tensors whose names begin with `prefix`, without it.
  func part(_ prefix: String) -> Safetensors {
    var part = Safetensors()
    for (name, tensor) in content.tensors where name.hasPrefix(prefix) {
      part.tensors[String(name.dropFirst(prefix.count))] = tensor
    }
    return part
  }

  /// A network with these weights; from `Float` to `Double` nothing is lost.
  func network<Scalar: NetworkScalar>(_ blueprint: NetworkBlueprint, as scalar: Scalar.Type) throws
    -> Network<Scalar>
  {
    let read = try Network<Float>(blueprint)
    try Checkpoint.restore(read, from: weights)
    let network = try Network<Scalar>(blueprint)
    network.copyParameters(from: read)
    return network
  }
}

/// How far a route may be from PyTorch's Float64 numbers.
struct PyTorchTolerance {
  /// Relative to the largest number of the tensor.
  let relative: Double
  /// Relative to the largest gradient of the network: a gradient that is zero but for rounding, as
  /// of a bias before batch norm, is a sum of numbers of that size.
  let ofLargest: Double

  /// The bound the project gives itself for logits of shallow networks, taken for gradients too:
  /// sums of up to some hundreds of Float32 products, each rounded at 6e-8.
  static let float = PyTorchTolerance(relative: 1e-5, ofLargest: 1e-6)
  /// Both sides compute in Float64; what is left is the order of sums (2e-16 each) and the last
  /// digits of erf, exp and tanh.
  static let double = PyTorchTolerance(relative: 1e-11, ofLargest: 1e-12)

  static func of<Scalar: NetworkScalar>(_ scalar: Scalar.Type) -> PyTorchTolerance {
    scalar == Double.self ? double : float
  }

  /// Expects `found` to be `wanted`, element by element.
  func expect<Scalar: NetworkScalar>(
    _ found: [Scalar], _ wanted: [Double], _ what: String, largest: Double = 0,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(found.count == wanted.count, "\(what)", sourceLocation: sourceLocation)
    let own = wanted.map(abs).max() ?? 0
    let bound = max(relative * own, ofLargest * largest)
    let worst = zip(found, wanted).map { abs($0.asDouble - $1) }.max() ?? 0
    // A NaN is not within any bound.
    #expect(
      worst <= bound && found.allSatisfy(\.isFinite),
      "\(what): off by \(worst) where the largest is \(own)", sourceLocation: sourceLocation)
  }
}
