extension LineFigure.Panel {
  /// The same over the share of players absent, 1 − x / the largest x, from all to few.
  var overAbsentShare: LineFigure.Panel {
    let all = curves.flatMap(\.points).map(\.x).max() ?? 1
    var panel = self
    panel.curves = curves.map { curve in
      var curve = curve
      curve.points = curve.points.map { point in
        var point = point
        point.x = 1 - point.x / all
        return point
      }.sorted { $0.x < $1.x }
      return curve
    }
    return panel
  }
}
