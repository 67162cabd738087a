/// How a report looks: on screens wide and narrow, light and dark, and on paper.
enum ReportStyle {
  /// The style sheet.
  static let text = """
    :root {
      color-scheme: light dark;
      --paper: #fcfcfb; --card: #fff; --ink: #1c1f24; --soft: #5b626d; --line: #dfe2e6;
      --shade: #f1f2f4; --link: #0b57a4; --good: #0a6b4a; --bad: #a3271b; --open: #7d5200;
      --none: #5b626d; --hold: #0a6b4a1c;
      --s0: #0072b2; --s1: #d55e00; --s2: #009e73; --s3: #b8588e; --s4: #3a96d0; --s5: #b87e00;
      --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans",
        "Liberation Sans", sans-serif;
      --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #15181c; --card: #1c2025; --ink: #e5e7ea; --soft: #a3abb6; --line: #353b43;
        --shade: #23282e; --link: #7db8f2; --good: #5fd0a0; --bad: #ff9488; --open: #eab95a;
        --none: #a3abb6; --hold: #5fd0a026;
        --s0: #58aee6; --s1: #ff9248; --s2: #3ccda0; --s3: #e597c2; --s4: #8fd0fa; --s5: #eabc53;
      }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
    body {
      margin: 0; background: var(--paper); color: var(--ink);
      font: 1rem/1.55 var(--sans); overflow-wrap: break-word;
    }
    .page { max-width: 50rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
    main { min-width: 0; }
    a { color: var(--link); text-underline-offset: .15em; text-decoration-thickness: 1px; }
    :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }
    .skip { position: absolute; left: -100rem; }
    .skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; z-index: 1; }
    .unseen {
      position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
      white-space: nowrap;
    }
    h1 { font-size: clamp(1.6rem, 1.2rem + 1.8vw, 2.3rem); line-height: 1.2; margin: .1rem 0 .6rem;
      letter-spacing: -.015em; text-wrap: balance; }
    h2 { font-size: 1.35rem; line-height: 1.3; margin: 0 0 .4rem; letter-spacing: -.01em; }
    h3 { font-size: 1.02rem; line-height: 1.4; margin: 1.6rem 0 .5rem; }
    p { margin: .5rem 0; max-width: 72ch; text-wrap: pretty; }
    section { margin-top: 3rem; padding-top: 1.4rem; border-top: 1px solid var(--line); }
    code, pre { font-family: var(--mono); font-size: .875em; }
    .eyebrow, .sources, .about, figcaption, footer { color: var(--soft); }
    .eyebrow { margin: 0; font-size: .9rem; }
    .about, figcaption, footer, .sources { font-size: .9rem; }
    .lead { font-size: 1.06rem; }
    footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); }

    nav { font-size: .9rem; }
    nav ul { list-style: none; margin: 0 0 1.5rem; padding: 0; display: flex; flex-wrap: wrap;
      gap: .2rem 1rem; }
    nav a { color: var(--soft); text-decoration: none; display: inline-block; padding: .15rem 0; }
    nav a:hover { color: var(--link); text-decoration: underline; }
    @media (min-width: 68rem) {
      .page { max-width: 64rem; display: grid; grid-template-columns: 9rem minmax(0, 1fr);
        column-gap: 3.5rem; padding-top: 3rem; }
      nav ul { position: sticky; top: 3rem; flex-direction: column; gap: .1rem;
        border-left: 1px solid var(--line); padding-left: 1rem; }
    }

    .badges { list-style: none; display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0 0;
      padding: 0; }
    .badge { display: inline-flex; align-items: center; gap: .4rem; padding: .1rem .65rem .1rem .4rem;
      border: 1px solid currentColor; border-radius: 1rem; font-size: .85rem; font-weight: 600;
      white-space: nowrap; color: var(--none); }
    .badge.reproduced { color: var(--good); }
    .badge.not-reproduced { color: var(--bad); }
    .badge.inconclusive, .badge.stale { color: var(--open); }
    .shape { width: 1rem; height: 1rem; fill: none; stroke: currentColor; stroke-width: 1.7;
      stroke-linecap: round; stroke-linejoin: round; }
    .shape .ring { stroke-width: 1.3; }
    .badge.inconclusive .shape path { fill: currentColor; }

    .claim, .failure { background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
      padding: 1rem 1.25rem; margin: 1rem 0; }
    .claim h3, .failure h3 { margin: .5rem 0 .6rem; font-weight: 600; text-wrap: pretty; }
    .failure h3 { margin-top: 0; }
    .claim h3::first-letter { text-transform: uppercase; }
    .verdict { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem .9rem; margin: 0;
      color: var(--soft); font-size: .875rem; max-width: none; }
    .verdict .source { margin-left: auto; }
    .reason { color: var(--bad); }
    .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(12.5rem, 1fr));
      gap: .5rem 1.25rem; margin: .8rem 0; font-size: .9rem; font-variant-numeric: tabular-nums; }
    .evidence { display: grid; gap: .25rem 2rem; align-items: start; }
    .evidence .facts { grid-template-columns: repeat(2, minmax(0, 1fr)); margin: .4rem 0; }
    @media (min-width: 44rem) {
      .evidence { grid-template-columns: minmax(0, 1.25fr) minmax(0, 1fr); }
      .evidence .facts { gap: .35rem 1.25rem; }
    }
    .unexpected { color: var(--bad); font-weight: 600; }
    .claim details { margin-bottom: 0; }
    .facts dt { color: var(--soft); font-size: .8rem; }
    .facts dd { margin: 0; overflow-wrap: anywhere; }

    .chart { display: block; width: 100%; max-width: 30rem; height: auto; overflow: visible;
      font: 11px var(--sans); }
    .chart text { fill: var(--soft); font-variant-numeric: tabular-nums; }
    .chart .axis { stroke: var(--soft); stroke-width: 1; }
    .chart .tick, .chart .needed, .chart .label { text-anchor: middle; }
    .chart .tick.end { text-anchor: end; }
    .chart .heading { font-weight: 600; fill: var(--ink); font-size: 12px; }
    .chart .grid { stroke: var(--line); stroke-width: 1; }
    .interval { color: var(--none); margin: .4rem 0; }
    .interval.reproduced { color: var(--good); }
    .interval.not-reproduced { color: var(--bad); }
    .interval.inconclusive, .interval.stale { color: var(--open); }
    .interval .holds { fill: var(--hold); }
    .interval .threshold { stroke: var(--ink); stroke-width: 1; stroke-dasharray: 3 3; }
    .interval .unit { fill: var(--soft); opacity: .75; }
    .interval .holm { stroke: currentColor; stroke-width: 1.5; }
    .interval .raw { stroke: currentColor; stroke-width: 5; stroke-linecap: round; }
    .interval .estimate { fill: var(--card); stroke: currentColor; stroke-width: 2.5; }
    .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr));
      gap: 1.25rem 1.5rem; margin-top: .8rem; }
    .curve { fill: none; stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round; }
    .curve.dashed { stroke-dasharray: 4 4; stroke-width: 1.3; }
    .band { stroke: none; opacity: .15; }
    \(series)
    .legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: 0;
      margin: .6rem 0 0; font-size: .9rem; }
    .swatch { width: 1.5rem; height: .5rem; margin-right: .4rem; vertical-align: middle; }
    .graph { width: auto; max-width: none; }
    .graph .edge { fill: none; stroke: var(--soft); stroke-width: 1.2; opacity: .7; }
    .graph .box { fill: var(--card); stroke: var(--line); stroke-width: 1.2; }
    .graph .box.finished { stroke: var(--good); }
    .graph .box.open { stroke: var(--open); stroke-dasharray: 4 3; }
    .graph .box.failed { stroke: var(--bad); stroke-width: 2; }
    .graph .name { fill: var(--ink); font-weight: 600; font-size: 12px; }
    .graph .note { font-size: 10.5px; }
    .graph-box { padding: .25rem 0 .75rem; }

    figure { margin: 1.5rem 0 2.25rem; }
    .card { background: #fff; border: 1px solid var(--line); border-radius: .6rem; padding: .75rem;
      color-scheme: light; color: #000; }
    .card svg { display: block; width: 100%; min-width: 36rem; height: auto; }
    .card.narrow svg { min-width: 0; max-width: 28rem; }
    figcaption { margin-top: .6rem; max-width: 72ch; }
    .problem { color: var(--bad); }

    .scroll { overflow-x: auto; max-width: 100%; }
    table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums;
      margin: .6rem 0 1rem; min-width: 60%; }
    th, td { padding: .35rem .9rem .35rem 0; text-align: left; vertical-align: baseline;
      border-bottom: 1px solid var(--line); white-space: nowrap; }
    th:last-child, td:last-child { padding-right: .2rem; }
    thead th { color: var(--soft); font-weight: 500; font-size: .84rem; vertical-align: bottom; }
    tbody th { font-weight: 500; }
    tfoot th, tfoot td { font-weight: 600; border-bottom: 0; border-top: 1px solid var(--soft); }
    .n { text-align: right; }
    .count { display: block; color: var(--soft); font-size: .78rem; }

    details { margin: .5rem 0; }
    summary { cursor: pointer; color: var(--link); font-size: .92rem; padding: .2rem 0;
      width: fit-content; max-width: 100%; }
    pre { background: var(--shade); border: 1px solid var(--line); border-radius: .4rem;
      padding: .8rem 1rem; overflow-x: auto; max-height: 34rem; line-height: 1.5; margin: .5rem 0;
      tab-size: 4; }
    pre code { font-size: .8rem; white-space: pre; }
    .commands, .notes { padding-left: 1.2rem; }
    .commands li { margin: .2rem 0; overflow-wrap: anywhere; }
    .note { white-space: pre-wrap; }

    @media print {
      :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --soft: #444;
        --line: #bbb; --shade: #f6f6f6; --link: #000; --good: #0a6b4a; --bad: #a3271b;
        --open: #7d5200; --none: #444; --hold: #0a6b4a1c;
        --s0: #0072b2; --s1: #d55e00; --s2: #009e73; --s3: #b8588e; --s4: #3a96d0; --s5: #b87e00; }
      @page { margin: 18mm 16mm; }
      body { font-size: 9.5pt; }
      nav, .skip { display: none; }
      .page { display: block; max-width: none; padding: 0; }
      a { color: inherit; text-decoration: none; }
      section { margin-top: 1.6rem; }
      h1, h2, h3, summary, thead { break-after: avoid; }
      figure, .claim, .failure, .chart, tr, .card { break-inside: avoid; }
      .claim { padding: .6rem .8rem; }
      table { break-inside: auto; font-size: 8pt; }
      th, td { padding-right: .6rem; }
      thead { display: table-header-group; }
      .scroll { overflow: visible; }
      .card svg { min-width: 0; }
      .graph { width: 100%; }
      details::details-content { content-visibility: visible; display: block; height: auto; }
      summary { list-style: none; color: var(--soft); }
      pre { max-height: none; overflow: visible; }
      pre code { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 7.5pt; }
    }
    """

  /// The colours of the series.
  private static let series = (0..<CurveChart.colours).map { index in
    ".curve.s\(index) { stroke: var(--s\(index)); } .band.s\(index) { fill: var(--s\(index)); }"
  }.joined(separator: "\n")
}
