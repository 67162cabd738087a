import Base
import Experiments
import Foundation
import Pipeline
import Store

/// Writes and removes tags and notes: their files first, which are the truth, then the store's rows.
struct AnnotationWriting {
  let folder: ResultsFolder
  let place: StorePlace
  let clock: any Clock = SystemClock()

  /// Writes annotations of one kind beside `subject`.
  func add(_ kind: Annotation.Kind, _ texts: [String], to subject: Annotation.Subject) throws {
    let now = clock.wallSeconds
    let made = texts.enumerated().map { counter, text in
      Annotation(
        id: Annotation.name(at: now, counter: counter), kind: kind, subject: subject, text: text,
        author: ProcessInfo.processInfo.environment["USER"], at: now)
    }
    try changing { store in
      for annotation in made { try folder.write(annotation) }
      try store.add(made)
    }
  }

  /// Removes annotations.
  func remove(_ annotations: [Annotation]) throws {
    try changing { store in
      for annotation in annotations { try folder.remove(annotation: annotation.id) }
      try store.remove(annotations: annotations.map(\.id))
    }
  }

  /// A run may go on meanwhile; a command that needs the folder alone may not.
  private func changing(_ change: (ResultsStore) throws -> Void) throws {
    try folder.reporting {
      let lease = try RunLease.takeShared(folder)
      defer { withExtendedLifetime(lease) {} }
      try change(try place.openForWriting())
    }
  }
}
