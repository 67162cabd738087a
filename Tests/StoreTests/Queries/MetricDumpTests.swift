import Base
import Testing

@testable import Store

@Suite struct MetricDumpTests {
  @Test func rowsAreSortedAndExact() throws {
    let fixture = try StoreFixture()
    try fixture.store.replaceCells(
      study: "s", [StoreFixture.cell("seed=0", seed: 0, stages: ["b", "a"])])
    try fixture.collect("a", [MetricRow(name: "S", value: 0.1 + 0.2, sample: 7, exact: true)])
    try fixture.collect(
      "b",
      [
        MetricRow(
          name: "S", value: -0.5, sample: 3, contextOrder: 2, standardError: 1e-9, count: 4,
          exact: false)
      ])
    #expect(
      try fixture.store.queries(study: "s").dump() == """
        cell\tmeasure\tmodel\treference\tname\tsplit\tcheckpoint\tstep\tlayer\tsample\tclass\t\
        label_kind\tpart\tcontext_order\tinteraction_order\texact\tunit\tvalue\tstd_error\tcount
        seed=0\tstrength\tmain\t\tS\t\t20\t\t\t3\t\t\t\t2\t\tfalse\t\t-0.5\t1e-09\t4
        seed=0\tstrength\tmain\t\tS\t\t20\t\t\t7\t\t\t\t\t\ttrue\t\t0.30000000000000004\t\t

        """)
  }

  @Test func theOrderOfCollectionDoesNotShow() throws {
    let rows = (0..<20).map { sample in
      MetricRow(name: "S", value: Double(sample) / 3, sample: Int64(sample), exact: true)
    }
    let dumps = try [["a", "b"], ["b", "a"]].map { order in
      let fixture = try StoreFixture()
      try fixture.store.replaceCells(
        study: "s", [StoreFixture.cell("seed=0", seed: 0, stages: ["a", "b"])])
      for stage in order {
        try fixture.collect(stage, stage == "a" ? Array(rows[..<9]) : Array(rows[9...]))
      }
      return try fixture.store.queries(study: "s").dump()
    }
    #expect(dumps[0] == dumps[1])
  }
}
