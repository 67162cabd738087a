import Base
import Foundation
import Pipeline
import Store

extension StudyPlan {
  /// The files the study's stages read besides other stages: data sets, baselines, tables of other
  /// programs; each once, sorted by path.
  public var dataFiles: [RunFile] {
    var files: [String: ContentHash] = [:]
    for node in graph.nodes {
      for (name, sha256) in node.files { files[Self.place(of: name, hints: node.hints)] = sha256 }
    }
    return files.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { path, sha256 in
      let facts = try? FileManager.default.attributesOfItem(atPath: path)
      let size = facts?[.type] as? FileAttributeType == .typeRegular ? facts?[.size] as? Int : nil
      return RunFile(role: .data, path: path, size: size, sha256: sha256)
    }
  }

  /// Where a stage's file lies, as the spec names it: the file, its folder, or – of published files
  /// that are looked for – the data set.
  private static func place(of name: String, hints: Value) -> String {
    if let path = hints["paths"]?[name]?.text ?? hints[name]?.text { return path }
    guard let dataset = hints["dataset"] else { return name }
    // Only published files have names of their own; others are named by what they are.
    let isPublished = name.contains(".")
    if !isPublished, let path = dataset[name]?.text ?? dataset["path"]?.text { return path }
    return "\(dataset["path"]?.text ?? dataset["name"]?.text ?? "dataset")/\(name)"
  }
}
