/// What a page of several studies needs beside the style of one.
enum CollectionStyle {
  /// The style sheet's end; on paper stand verdicts and figures alone.
  static let text = """

    h4 { font-size: 1.02rem; line-height: 1.4; margin: 1.6rem 0 .5rem; }
    h5 { font-size: .95rem; line-height: 1.4; margin: 1.2rem 0 .4rem; }
    .study { margin-top: 4rem; padding-top: 2rem; border-top: 3px solid var(--line); }
    .study h2 { font-size: clamp(1.4rem, 1.1rem + 1.2vw, 1.8rem); line-height: 1.25;
      text-wrap: balance; margin: .1rem 0 .6rem; }
    .study h3 { font-size: 1.2rem; line-height: 1.3; margin: 0 0 .4rem; }
    .study .failure h3 { font-size: 1.02rem; }
    .study section { margin-top: 2rem; padding-top: 1rem; }
    .study > details { margin-top: 1.2rem; }
    .study > details > section { padding-left: 1rem; }
    .claim h4, .failure h4 { margin: .5rem 0 .6rem; font-weight: 600; text-wrap: pretty; }
    .failure h4 { margin-top: 0; }
    .claim h4::first-letter { text-transform: uppercase; }

    .overview { width: 100%; }
    .overview th, .overview td { white-space: normal; padding-top: .5rem; padding-bottom: .5rem;
      vertical-align: top; }
    .overview .badge { margin-top: -.1rem; }
    .overview .unexpected { display: block; font-size: .8rem; font-weight: 400; }
    .overview thead th { padding-top: .2rem; }
    .overview .n, .overview .badge { white-space: nowrap; }
    .overview th[scope="rowgroup"] { padding-top: 1.6rem; font-weight: 650; font-size: 1rem;
      border-bottom-color: var(--soft); }
    .overview th[scope="rowgroup"] a { color: inherit; text-decoration-color: var(--line); }
    .overview th[scope="row"] > a { color: inherit; text-decoration-color: var(--line);
      display: inline-block; }
    .overview th[scope="row"] > a::first-letter { text-transform: uppercase; }
    .overview th a:hover { color: var(--link); text-decoration-color: currentColor; }
    .overview .source { font-size: .8rem; color: var(--soft); font-weight: 400; white-space: nowrap; }
    .overview .source a { color: inherit; }
    .tally { float: right; font-weight: 400; font-size: .84rem; color: var(--soft);
      padding-left: 1rem; }
    @media (max-width: 44rem) {
      .overview, .overview tbody, .overview tr, .overview th, .overview td { display: block; }
      .overview thead { display: none; }
      .overview tr { border-bottom: 1px solid var(--line); padding: .6rem 0; display: flex;
        flex-wrap: wrap; align-items: center; gap: .2rem .9rem; }
      .overview th, .overview td { border: 0; padding: 0; }
      .overview th[scope] { flex-basis: 100%; }
      .overview td:empty { display: none; }
      .overview td.n { text-align: left; }
      .overview td.n .count { display: inline; padding-left: .4rem; }
      .overview td.n + td.n::before { content: "needed "; color: var(--soft); font-size: .84rem; }
      .tally { float: none; display: block; padding: 0; }
    }
    @media (max-width: 68rem) { nav li:nth-child(n+3) { display: none; } }
    @media (min-width: 68rem) { nav ul { max-height: calc(100vh - 6rem); overflow-y: auto; } }
    @media print {
      .study { break-before: page; border: 0; padding-top: 0; margin-top: 0; }
      .study > details, .claim details { display: none; }
      h4, h5 { break-after: avoid; }
      .overview tbody { break-inside: auto; }
      .overview th a { text-decoration: none; }
    }
    """
}
