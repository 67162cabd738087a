import Base
import Store

/// The answer to "what gave this?", or to "what depends on it?".
public struct Trace: Sendable, Hashable {
  /// What was asked about.
  public struct Subject: Sendable, Hashable {
    /// What sort of thing it is.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
      case figure, claim, measure, cell, stage, file, run
    }

    /// What sort of thing it is.
    public var kind: Kind
    /// Its name.
    public var name: String
    /// The study it is of; nil of stages and files.
    public var study: String?

    /// Names it.
    public init(_ kind: Kind, _ name: String, study: String? = nil) {
      self.kind = kind
      self.name = name
      self.study = study
    }
  }

  /// A part of the spec and the place it stands at.
  public struct SpecPlace: Sendable, Hashable {
    /// Its dotted path in the spec, such as `figures.accuracy`.
    public var path: String
    /// `file:line`, `--set`, or `default`.
    public var place: String

    /// Names a part.
    public init(path: String, place: String) {
      self.path = path
      self.place = place
    }
  }

  /// What of a study depends on the subject.
  public struct Dependent: Sendable, Hashable {
    /// The study.
    public var study: String
    /// Its measures, in the plan's order.
    public var measures: [String]
    /// Its figures, in the spec's order.
    public var figures: [String]
    /// Its claims, in the spec's order.
    public var claims: [String]

    /// Names what depends on the subject in a study.
    public init(study: String, measures: [String], figures: [String], claims: [String]) {
      self.study = study
      self.measures = measures
      self.figures = figures
      self.claims = claims
    }
  }

  /// What was asked about.
  public var subject: Subject
  /// Facts of the subject itself, each a name and a text.
  public var facts: [Fact]
  /// The parts of the spec it rests on, as the newest run of its study resolved them.
  public var spec: [SpecPlace]
  /// The labels of the cells it is made of, in the plan's order.
  public var cells: [String]
  /// The stages that hold its rows, or that it is.
  public var roots: Set<Int64>
  /// These and all they came from; or all that came from them.
  public var lineage: Lineage
  /// What depends on it; nil where it was not asked.
  public var dependents: [Dependent]?

  /// A fact for a person, with a name for programs.
  public struct Fact: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The fact.
    public var text: String

    /// Holds a fact.
    public init(_ name: String, _ text: String) {
      self.name = name
      self.text = text
    }
  }

  /// Holds an answer; see the properties.
  public init(
    of subject: Subject, facts: [Fact] = [], spec: [SpecPlace] = [], cells: [String] = [],
    roots: Set<Int64>, lineage: Lineage, dependents: [Dependent]? = nil
  ) {
    self.subject = subject
    self.facts = facts
    self.spec = spec
    self.cells = cells
    self.roots = roots
    self.lineage = lineage
    self.dependents = dependents
  }
}
