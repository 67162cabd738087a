/// Small pictures of the page's own: elements of SVG that take their colours from its style sheet.
enum Drawing {
  /// A picture that a screen reader calls `title`; as wide as there is room, up to `widest` pixels.
  static func picture(
    id: String, title: String, width: Double, height: Double, style: String,
    _ pieces: [Markup]
  ) -> Markup {
    .tag(
      "svg",
      [
        "class": style, "viewBox": "0 0 \(Place.text(width)) \(Place.text(height))", "role": "img",
        "aria-labelledby": id,
      ],
      [.tag("title", ["id": id], .text(title))] + pieces)
  }

  /// A straight line.
  static func line(
    _ style: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double
  ) -> Markup {
    .tag(
      "line",
      [
        "class": style, "x1": Place.text(x1), "y1": Place.text(y1), "x2": Place.text(x2),
        "y2": Place.text(y2),
      ])
  }

  /// A word.
  static func word(_ style: String, _ x: Double, _ y: Double, _ text: String) -> Markup {
    .tag("text", ["class": style, "x": Place.text(x), "y": Place.text(y)], .text(text))
  }

  /// A rectangle.
  static func box(
    _ style: String, x: Double, y: Double, width: Double, height: Double, radius: Double = 0
  ) -> Markup {
    .tag(
      "rect",
      [
        "class": style, "x": Place.text(x), "y": Place.text(y), "width": Place.text(width),
        "height": Place.text(height), "rx": Place.text(radius),
      ])
  }

  /// A dot.
  static func dot(_ style: String, _ x: Double, _ y: Double, radius: Double) -> Markup {
    .tag(
      "circle",
      ["class": style, "cx": Place.text(x), "cy": Place.text(y), "r": Place.text(radius)])
  }
}
