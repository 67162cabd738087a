import Base
import Spec

extension Catalog {
  /// The plugin that canonical parameters (with `name`) stand for, as a stage carries them.
  ///
  /// JSON is YAML, so the plugin's own reader checks them once more; a fault means that another
  /// version of the program planned the stage.
  func made<Made>(_ parameters: Value?, as type: Made.Type) throws -> Made {
    guard var members = parameters?.map, let name = members.removeValue(forKey: "name")?.text,
      let entry = self[name]
    else { throw StageParameterError.unreadable(kind, parameters) }
    let read = try ParameterReader.read(
      yaml: Value.map(members).json, file: kind, path: kind, vocabulary: .runexp,
      withoutReferences: true, entry.read)
    guard let made = read.made as? Made else {
      throw StageParameterError.unreadable(kind, parameters)
    }
    return made
  }
}
