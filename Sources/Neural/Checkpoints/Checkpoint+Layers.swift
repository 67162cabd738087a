extension Checkpoint {
  /// Sets the tensors of the layers called `layers` from a file of a network that has them too.
  ///
  /// Refuses a missing or misshapen tensor, another kind of numbers and numbers that are not
  /// finite; then nothing is changed. Everything else in the file is passed over.
  public static func restore<Scalar: NetworkScalar & SafetensorsNumber>(
    layers: [String], of network: Network<Scalar>, from content: Safetensors
  ) throws(CheckpointError) {
    var updates: [(Parameter<Scalar>, [Scalar])] = []
    for parameter in network.tensors(ofLayers: layers) {
      updates.append((parameter, try numbers(of: parameter.name, parameter, in: content)))
    }
    for (parameter, numbers) in updates { parameter.assign(numbers, to: parameter.values) }
  }

  /// The mean of several networks of one blueprint, tensor by tensor, added in the order of
  /// `contents`, in `Double` (stochastic weight averaging, arXiv:1803.05407; the statistics of batch
  /// normalisation are averaged too, not taken again from data).
  public static func restore<Scalar: NetworkScalar & SafetensorsNumber>(
    meanOf contents: [Safetensors], in network: Network<Scalar>
  ) throws(CheckpointError) {
    precondition(!contents.isEmpty, "the mean of no checkpoints")
    for parameter in network.parameters + network.statistics {
      var sums = [Double](repeating: 0, count: parameter.count)
      for content in contents {
        let numbers: [Scalar] = try numbers(of: parameter.name, parameter, in: content)
        for (index, number) in numbers.enumerated() { sums[index] += number.asDouble }
      }
      parameter.assign(
        sums.map { Scalar($0 / Double(contents.count)) }, to: parameter.values)
    }
  }
}
