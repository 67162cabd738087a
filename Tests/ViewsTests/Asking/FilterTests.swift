import Base
import Store
import Testing

@testable import Views

/// The language of `list --where`.
@Suite struct FilterTests {
  static let names = AskedNames(
    properties: [
      ("variant", .text), ("seed", .number), ("state", .text), ("finished", .date),
      ("training.epochs", .number), ("augment", .mixed),
    ],
    measures: ["accuracy", "strength", "training"],
    quantities: [
      MetricQuantity(of: MetricRow(name: "accuracy", value: 0, split: "test", exact: true)),
      MetricQuantity(of: MetricRow(name: "accuracy", value: 0, split: "train", exact: true)),
      MetricQuantity(of: MetricRow(name: "J", value: 0, contextOrder: 0, exact: true)),
      MetricQuantity(of: MetricRow(name: "S-relative", value: 0, contextOrder: 0, exact: true)),
    ])

  static func filter(_ text: String) throws -> Filter {
    try FilterParser.filter(text, named: "--where", names)
  }

  /// Whether a thing with these values and the tags `best` and `v-1.0` is listed.
  static func matches(_ text: String, _ values: [String: Value] = values) throws -> Bool {
    try filter(text).matches(
      { name in
        switch name {
        case .property(let property): values[property]
        case .metric(let reference): reference.name == "accuracy" ? 0.95 : nil
        }
      }, tags: ["best", "v-1.0"])
  }

  static let values: [String: Value] = [
    "variant": "low-order", "seed": 3, "finished": 1_795_000_000, "training.epochs": 20,
    "augment": "none",
  ]

  @Test(arguments: [
    (#"variant = "low-order""#, true), ("variant = 'low-order'", true),
    (#"variant != "low-order""#, false), (#"variant ~ "order""#, true),
    (#"variant in ("normal", 'low-order')"#, true), (#"variant in ("normal")"#, false),
    ("seed = 3", true), ("seed == 3", true), ("seed<3", false), ("seed<=3.0", true),
    ("seed > -1", true), ("seed >= 3e0", true), ("seed in (1,2,3)", true), ("seed != 3", false),
    ("accuracy > 0.9 and seed = 3", true), ("accuracy>0.9 AND seed=4 or seed=3", true),
    ("accuracy > 0.9 and (seed = 4 or seed = 5)", false), ("not seed = 3", false),
    ("not not seed = 3", true), ("not (seed = 4) and seed = 3", true),
    ("seed = 4 or seed = 3 and accuracy > 0.99", false),
    ("tag:best", true), ("tag:v-1.0 and not tag:worst", true), ("tag:'best'", true),
    ("training.epochs >= 20", true), (#"augment = "none""#, true), ("augment = 3", false),
    ("augment != 3", true),
    (#"finished >= "2026-11-01""#, true), (#"finished < "2026-11-18 11:00:05""#, false),
    // What is not there is neither equal nor unequal to anything.
    ("state = 'finished'", false), ("state != 'finished'", false),
    ("strength.J[context_order=0]@20 > 0", false),
  ])
  func conditionsHoldOrNot(_ text: String, _ expected: Bool) throws {
    #expect(try Self.matches(text) == expected)
  }

  @Test func metricsAreNamedByMeasureNameSplitDimensionsAndEpoch() throws {
    let list = try FilterParser.list(
      "seed, accuracy, accuracy.test , accuracy.accuracy.train@5,strength.J[context_order=0,split=test]@20,"
        + " S-relative[context_order=1]", named: "--columns", Self.names)
    #expect(
      list.map(\.title) == [
        "seed", "accuracy", "accuracy.test", "accuracy.accuracy.train@5",
        "strength.J[context_order=0,split=test]@20", "S-relative[context_order=1]",
      ])
    let references = list.compactMap { name -> MetricReference? in
      if case .metric(let reference) = name { reference } else { nil }
    }
    #expect(references.map(\.measure) == [nil, nil, "accuracy", "strength", nil])
    #expect(references.map(\.name) == ["accuracy", "accuracy", "accuracy", "J", "S-relative"])
    #expect(references.map(\.checkpoint) == [nil, nil, 5, 20, nil])
    #expect(
      references.map(\.filters) == [
        [:], ["split": "test"], ["split": "train"], ["context_order": 0, "split": "test"],
        ["context_order": 1],
      ])
  }

  @Test(arguments: [
    (
      "acuracy > 0.9",
      """
      --where:1:1: error: unknown name `acuracy`
        acuracy > 0.9
        ^~~~~~~
        did you mean `accuracy`?
        names: variant, seed, state, finished, training.epochs, augment
        measures: accuracy, strength, training
        metrics: J, S-relative, accuracy
      """
    ),
    (
      "seed = 1 and strength > 2",
      """
      --where:1:14: error: `strength` is a measure: name a metric of it, such as `strength.NAME`
        seed = 1 and strength > 2
                     ^~~~~~~~
        names: variant, seed, state, finished, training.epochs, augment
        measures: accuracy, strength, training
        metrics: J, S-relative, accuracy
      """
    ),
    (
      "variant = low-order",
      """
      --where:1:11: error: `variant` is compared with a text, which stands in quotes
        variant = low-order
                  ^~~~~~~~~
        write "low-order"
      """
    ),
    (
      "variant < 'a'",
      """
      --where:1:9: error: `variant` is a text, which `<` does not compare
        variant < 'a'
                ^
        legal: = != ~ in
      """
    ),
    (
      "seed = 'a'",
      """
      --where:1:8: error: `seed` is compared with a number, not the text "a"
        seed = 'a'
               ^~~
      """
    ),
    (
      "accuracy ~ 3",
      """
      --where:1:10: error: `accuracy` is a number, which `~` does not compare
        accuracy ~ 3
                 ^
        legal: = != < <= > >= in
      """
    ),
    (
      "finished > 'yesterday'",
      """
      --where:1:12: error: "yesterday" is no date
        finished > 'yesterday'
                   ^~~~~~~~~~~
        write a date in universal time: "2026-11-28" or "2026-11-28 15:20:11"
      """
    ),
    (
      "seed 3",
      """
      --where:1:6: error: expected a comparison behind `seed`, not the number 3
        seed 3
             ^
        comparisons: = != < <= > >= ~ in
      """
    ),
    (
      "(seed = 3",
      """
      --where:1:10: error: expected `)`, not the end
        (seed = 3
                 ^
      """
    ),
    (
      "seed = 3 seed = 4",
      """
      --where:1:10: error: expected `and`, `or` or the end, not `seed`
        seed = 3 seed = 4
                 ^~~~
      """
    ),
    (
      "variant = 'low",
      """
      --where:1:11: error: the text is not closed
        variant = 'low
                  ^
        it ends with the sign it begins with: '
      """
    ),
    (
      "seed = 3x",
      """
      --where:1:8: error: `3x` is no number
        seed = 3x
               ^~
        a text stands in quotes: "3x"
      """
    ),
    (
      "seed & 3",
      """
      --where:1:6: error: `&` means nothing here
        seed & 3
             ^
        signs: = != < <= > >= ~ ( ) [ ] , @
      """
    ),
    (
      "J[contxt_order=0] > 1",
      """
      --where:1:3: error: expected a dimension, not `contxt_order`
        J[contxt_order=0] > 1
          ^~~~~~~~~~~~
        did you mean `context_order`?
        dimensions: split, layer, class, label_kind, part, context_order, interaction_order, exact, \
      unit, model, reference
      """
    ),
    (
      "accuracy@last > 1",
      """
      --where:1:10: error: expected an epoch behind `@`, not `last`
        accuracy@last > 1
                 ^~~~
      """
    ),
  ])
  func faultsHaveAPlaceAndTheLegalNames(_ text: String, _ expected: String) {
    do {
      let filter = try Self.filter(text)
      Issue.record("it was read: \(filter)")
    } catch let fault as Diagnostic {
      #expect(fault.text == expected)
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test func emptyAndDeepFiltersAreRefused() {
    #expect(throws: Diagnostic.self) { try Self.filter("") }
    let deep =
      String(repeating: "(", count: 5000) + "seed = 1" + String(repeating: ")", count: 5000)
    #expect(throws: Diagnostic.self) { try Self.filter(deep) }
    #expect(throws: Diagnostic.self) {
      try Self.filter(String(repeating: "not ", count: 5000) + "seed = 1")
    }
  }

  @Test(
    arguments: [
      ("2026-11-28", 1_795_824_000.0), ("2026-11-28 15:20", 1_795_879_200),
      ("2026-11-28 15:20:11 UTC", 1_795_879_211), ("2026-11-28T15:20:11", 1_795_879_211),
      ("2026-13-28", nil), ("28.11.2026", nil), ("2026-11", nil), ("", nil),
      ("2026-11-28 25:00", nil),
    ] as [(String, Double?)])
  func datesAreInUniversalTime(_ text: String, _ seconds: Double?) {
    #expect(DateText.seconds(text) == seconds)
  }
}
