import Foundation
import Interactions
import Testing

/// Exact values of small games: brute force in exact rationals, rounded once to double, made by a
/// program that shares no code with this one.
struct Golden: Decodable, Sendable {
  var name: String
  var n: Int
  var values: [Double]
  var moebius: [Double]
  var shapley: [Double]
  var pairs: [[Int]]
  var multiOrder: [[Double]]
  var multiOrderMeanAbs: [Double]
  var j: [Double]

  enum CodingKeys: String, CodingKey {
    case name, n, values, moebius, shapley, pairs
    case multiOrder = "multi_order"
    case multiOrderMeanAbs = "multi_order_mean_abs"
    case j = "J"
  }

  static let names = [
    "random_n4", "random_n6", "random_n8", "product_n6", "majority_n5", "majority_n7",
    "unanimity_n6", "or_n6", "soum_n8", "additive_n6", "relu_mlp_n8",
  ]

  static func load(_ name: String) throws -> Golden {
    try JSONDecoder().decode(Golden.self, from: data(name))
  }

  static func data(_ name: String) throws -> Data {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Golden"))
    return try Data(contentsOf: url)
  }

  func table() throws -> ValueTable { try ValueTable(values: values, playerCount: n) }
}
