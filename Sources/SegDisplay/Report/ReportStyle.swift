/// The style sheet of a report: light and dark, phone to desk, paper.
enum ReportStyle {
    static let css = variables + base + cells + data + code + paper + PlotStyle.rules

    private static let variables = """
        :root{color-scheme:light dark;--fg:#1b1f24;--bg:#fff;--soft:#57606a;--line:#d5d9de;
        --panel:#f5f6f8;--link:#0a5ca8;--red:#b3261e;--green:#1a6f3c;--yellow:#7a5500;
        --cyan:#0b6a80;--kw:#8a2a9b;--str:#1a6f3c;--num:#0a5ca8;--colname:#a34400;
        \(PlotStyle.lightVariables)}
        @media(prefers-color-scheme:dark){:root{--fg:#e6e8eb;--bg:#16181c;--soft:#a3abb5;
        --line:#363b43;--panel:#1f2228;--link:#7cbcf5;--red:#ff8f85;--green:#6fd08f;
        --yellow:#e8c063;--cyan:#6fcbe0;--kw:#d79cf0;--str:#8fd19e;--num:#8ec5f8;--colname:#ffb27a;
        \(PlotStyle.darkVariables)}}

        """

    private static let base = """
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
        body{margin:0;color:var(--fg);background:var(--bg);font:16px/1.55 system-ui,-apple-system,
        "Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:break-word}
        main,header,footer{max-width:54rem;margin:0 auto;padding:0 1.25rem}
        header{padding-top:2.5rem}
        h1{font-size:1.9rem;line-height:1.2;margin:0 0 .4rem;text-wrap:balance}
        h2{font-size:1.45rem;line-height:1.25;margin:2rem 0 .6rem;text-wrap:balance}
        h3{font-size:1.15rem;margin:1.6rem 0 .5rem}
        h4,h5,h6{font-size:1rem;margin:1.3rem 0 .4rem}
        p,ul,ol,dl{margin:.6rem 0}
        a{color:var(--link);text-underline-offset:.15em}
        :focus-visible{outline:2px solid var(--link);outline-offset:2px}
        .dim,.meta{color:var(--soft)}
        .b{font-weight:650}.i{font-style:italic}.u{text-decoration:underline}
        .red{color:var(--red)}.green{color:var(--green)}.yellow{color:var(--yellow)}
        .cyan{color:var(--cyan)}
        blockquote{margin:.8rem 0;padding-left:1rem;border-left:3px solid var(--line);
        color:var(--soft)}
        hr{border:0;border-top:1px solid var(--line);margin:2rem 0}
        img,svg{max-width:100%;height:auto}
        footer{padding-bottom:3rem;font-size:.9rem}

        """

    private static let cells = """
        .meta{margin:.2rem 0 1rem}
        .status{display:inline-block;padding:.05rem .55rem;border:1px solid;border-radius:1rem;
        font-size:.85rem;font-weight:600;white-space:nowrap}
        .summary{border:1px solid var(--line);border-radius:.5rem;padding:.4rem 1rem;margin:1rem 0}
        nav ol{list-style:none;padding:0;margin:.5rem 0;columns:15rem 3;column-gap:1.5rem}
        nav li{break-inside:avoid;padding:.1rem 0}
        nav a{text-decoration-color:var(--soft)}nav a:hover{text-decoration-color:currentColor}
        section.cell{margin:2.2rem 0}
        .cellhead{display:flex;flex-wrap:wrap;gap:.2rem .7rem;align-items:baseline;margin:0 0 .4rem}
        .cellhead h2{font:600 1rem/1.4 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",
        monospace;margin:0}
        .cellhead a{color:inherit;text-decoration:none}
        .cellhead .meta{margin:0;font-size:.85rem}
        .why{border-left:3px solid var(--yellow);padding:.3rem .9rem;background:var(--panel);
        margin:.6rem 0}
        .why.red{color:inherit;border-color:var(--red)}
        pre.error{border-left:3px solid var(--red)}
        dl.kv{display:grid;grid-template-columns:fit-content(35%) minmax(0,1fr);gap:.15rem 1.1rem}
        dl.kv dt{color:var(--soft)}dl.kv dd{margin:0;font-variant-numeric:tabular-nums}
        dl.kv dt,dl.kv dd{overflow-wrap:anywhere}
        @media(max-width:30rem){main,header,footer{padding-left:1rem;padding-right:1rem}
        header{padding-top:1.5rem}h1{font-size:1.55rem}}

        """

    private static let data = """
        figure{margin:1rem 0}
        figcaption{color:var(--soft);font-size:.85rem;margin-top:.35rem}
        .scroll,.prose table{overflow-x:auto;max-width:100%}
        .prose table{display:block;width:max-content}
        table{border-collapse:collapse;font-size:.875rem;line-height:1.4;
        font-variant-numeric:tabular-nums}
        th,td{padding:.28rem .7rem;text-align:left;vertical-align:top;white-space:nowrap}
        td{max-width:28rem;overflow:hidden;text-overflow:ellipsis}
        th{font-weight:600;vertical-align:bottom}
        th small{display:block;font-weight:400;color:var(--soft);font-size:.75rem}
        thead tr{border-bottom:1.5px solid var(--fg)}
        tbody tr{border-bottom:1px solid var(--line)}
        tbody tr:last-child{border-bottom:1.5px solid var(--line)}
        th:first-child,td:first-child{padding-left:.1rem}
        .n,[align=right]{text-align:right}.c,[align=center]{text-align:center}
        th button{all:unset;cursor:pointer}th button:focus-visible{outline:2px solid var(--link)}
        th[aria-sort=ascending] button::after{content:" ▲"}th[aria-sort=descending] button::after{content:" ▼"}
        tr.gap td{color:var(--soft);font-style:italic}
        figure.plot svg{display:block;width:100%;max-width:35rem}

        """

    private static let code = """
        code,pre{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;
        font-size:.84rem}
        pre{background:var(--panel);border-radius:.4rem;padding:.7rem .9rem;margin:.6rem 0;
        line-height:1.5;white-space:pre-wrap;overflow-wrap:anywhere;tab-size:4}
        pre.out{background:none;padding:.1rem 0;white-space:pre;overflow-x:auto}
        pre.error{background:var(--panel);padding:.7rem .9rem;white-space:pre;overflow-x:auto}
        p code,li code,dd code,td code{background:var(--panel);border-radius:.25rem;
        padding:.05rem .3rem}
        pre code{font-size:inherit}
        .k{color:var(--kw)}.s{color:var(--str)}.m{color:var(--num)}
        .code .c,pre .c{color:var(--soft);text-align:left}
        .col{color:var(--colname)}
        details summary{cursor:pointer;color:var(--soft);font-size:.9rem}

        """

    private static let paper = """
        @media print{:root{--fg:#000;--bg:#fff;--soft:#444;--line:#bbb;--panel:#f4f4f4;--link:#000;
        --red:#9b1c15;--green:#12552d;--yellow:#5e4200;--cyan:#084f60;--kw:#5b1a68;--str:#12552d;
        --num:#073f75;--colname:#7a3300;\(PlotStyle.lightVariables);color-scheme:light}
        body{font-size:10.5pt}main,header,footer{max-width:none;padding:0}nav{display:none}
        .scroll,pre{overflow:visible}pre,pre.out,pre.error{white-space:pre-wrap}
        td.l{white-space:normal}
        details::details-content{content-visibility:visible}
        figure.plot,tr,.cellhead,.why{break-inside:avoid}h1,h2,h3,.cellhead{break-after:avoid}
        table{font-size:8.5pt}@page{margin:18mm 16mm}}

        """
}
